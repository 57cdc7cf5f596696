import { writeSync } from 'node:fs';
import { officer, openForgetting, tracesOf } from './forgetting-fixture.ts';

// Started by erasure-kill.test.ts as a process of its own: keeps bodies about one person after the other and erases
// them, without end. Says of each what is in the files about them, and then that they were erased, a JSON array a line,
// straight to the descriptor so that nothing said is lost with the process.
const [directory = '', run = ''] = process.argv.slice(2);
const parts = await openForgetting(directory);
const say = (...what: readonly unknown[]) => writeSync(1, `${JSON.stringify(what)}\n`);
for (let i = 0; ; i++) {
  const name = `person ${run}.${i}`;
  const { subject } = await parts.ask(`${name} asks`, { name });
  await Promise.all([0, 1].map((n) => parts.ask(`${name} asks again ${n}`, { name })));
  const traces = Object.entries(await tracesOf(parts, subject?.id ?? ''));
  say(
    'erasing',
    subject?.id,
    traces.map(([, trace]) => trace).filter((trace) => typeof trace === 'string'),
  );
  await parts.erasure.erase({ project: 'clinic', name }, { reason: 'asked to', actor: officer });
  say('erased', subject?.id);
}
