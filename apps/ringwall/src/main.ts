import { runCommandLine } from './cli/command-line.ts';
import { openTty } from './cli/tty.ts';

// An output that fails ends no command: it tidies up, and its exit code says how it went. A reader that went away
// (`ringwall ... | head`) is no failure of what only prints; a full disk is one even where nobody else noticed.
let failure: string | undefined;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= error.message;
  });
}
process.on('exit', (code) => {
  if (failure === undefined || code !== 0) return;
  process.exitCode = 3;
  process.stderr.write(`error: the output could not be written: ${failure}\n`);
});

// A disk that hangs holds a thread of the pool for each of its calls, and names of upstreams are looked up in the same.
if (process.argv.includes('start')) process.env.UV_THREADPOOL_SIZE ??= '16';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  openTty,
});
