import { runCommandLine } from './cli/command-line.ts';
import { openTty } from './cli/tty.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  openTty,
});
