import { runCommandLine } from './cli/command-line.ts';
import { openTty } from './cli/tty.ts';

// A reader that went away (`ringwall ... | head`) ends no command: its exit code says how it went.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  openTty,
});
