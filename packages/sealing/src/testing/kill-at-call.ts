// Loaded before a program with `node --import`: ends the process with SIGKILL right before the call to the file
// system that KILL_AT names by number. Only those count that change something another process can see: a kill before
// any other call leaves what a kill before the next of these leaves, because the system keeps what was written.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const killAt = Number(process.env.KILL_AT);
let calls = 0;

function countAndMaybeDie(): void {
  calls++;
  if (calls === killAt) process.kill(process.pid, 'SIGKILL');
}

/** Puts the count in front of methods of an object. */
function watch(target: object, names: readonly string[]): void {
  for (const name of names) {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== 'function') throw new Error(`There is no ${name} to watch.`);
    Reflect.set(target, name, function watched(this: unknown, ...args: unknown[]) {
      if (changes(name, args)) countAndMaybeDie();
      return Reflect.apply(original, this, args);
    });
  }
}

/** Opening creates or reads; removing may find nothing. */
function changes(name: string, [path, flags = 'r']: readonly unknown[]): boolean {
  if (name === 'rm') return fs.existsSync(String(path));
  if (name !== 'open' && name !== 'openSync') return true;
  return typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : flags !== 'r';
}

const changing = ['rename', 'link', 'rm', 'mkdir', 'symlink', 'chmod', 'utimes'];
watch(fs.promises, [...changing, 'open']);
watch(fs, ['writeSync', 'mkdirSync', 'openSync', 'symlinkSync', 'futimesSync']);
const handle = await fs.promises.open(process.execPath);
calls = 0;
watch(Object.getPrototypeOf(handle), ['write', 'writeFile', 'truncate', 'chmod', 'utimes']);
await handle.close();
syncBuiltinESMExports();
process.on('exit', () => process.stdout.write(`${calls}\n`));
