import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewIdentity } from '@ringwall/core';

/** One whole process from file to file. */
export interface Task {
  readonly command: string;
  readonly args: readonly string[];
  /** Takes away what an earlier round wrote. */
  readonly prepare: () => void;
}

export interface Programs {
  /** `age` and `age -d` only where age is installed. */
  readonly timed: { readonly seal: Task; readonly open: Task; readonly cp: Task } & Readonly<
    Record<string, Task>
  >;
}

export interface KeyFiles {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly age: { readonly identity: string; readonly recipient: string } | undefined;
}

/** Keys of both programs as files in `folder`. */
export function makeKeys(folder: string, identity: NewIdentity): KeyFiles {
  const [privateKey, publicKey] = [join(folder, 'private.jwk'), join(folder, 'public.jwk')];
  writeFileSync(privateKey, identity.privateJwk, { mode: 0o600 });
  writeFileSync(publicKey, identity.publicJwk);
  const ageKey = join(folder, 'age.key');
  if (spawnSync('age-keygen', ['-o', ageKey]).status !== 0) return { privateKey, publicKey, age: undefined };
  const recipient = execFileSync('age-keygen', ['-y', ageKey], { encoding: 'utf8' }).trim();
  return { privateKey, publicKey, age: { identity: ageKey, recipient } };
}

/** What is timed, in the order of a round: `source` is sealed, and what was sealed is opened. */
export function programs(command: string, folder: string, keys: KeyFiles): Programs {
  const at = (name: string) => join(folder, name);
  const task = (program: string, args: readonly string[], outputs: readonly string[]): Task => ({
    command: program,
    args,
    prepare: () => {
      for (const output of outputs) rmSync(at(output), { force: true });
    },
  });
  const node = (args: readonly string[], outputs: readonly string[]) =>
    task(process.execPath, [command, ...args], outputs);
  const seal = ['file', 'seal', at('source'), '--to', keys.publicKey, '--out', at('source.floe')];
  const open = ['file', 'open', at('source.floe'), '--identity', keys.privateKey, '--out', at('back')];
  const ours = {
    seal: node(seal, ['source.floe', 'source.keys.json', 'back']),
    open: node(open, ['back']),
    cp: task('cp', [at('source'), at('back')], ['back']),
  };
  if (keys.age === undefined) return { timed: ours };
  const { identity, recipient } = keys.age;
  const age = task('age', ['-r', recipient, '-o', at('source.age'), at('source')], ['source.age', 'back']);
  const ageOpen = task('age', ['-d', '-i', identity, '-o', at('back'), at('source.age')], ['back']);
  return { timed: { seal: ours.seal, age, open: ours.open, 'age -d': ageOpen, cp: ours.cp } };
}
