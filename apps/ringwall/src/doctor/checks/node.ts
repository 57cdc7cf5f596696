import { ok, wrong } from '../finding.ts';
import type { Check } from '../patient.ts';

const oldestMajor = 24;

/** The program that runs all of it. */
export const nodeCheck: Check = { id: 'node', examine: () => [nodeFinding(process.versions.node)] };

/** What there is to say of a version of Node. */
export function nodeFinding(version: string) {
  const about = `Node ${version} on ${process.platform}-${process.arch}`;
  if (Number(version.split('.')[0]) >= oldestMajor) return ok(about);
  return wrong(`${about} is too old`, {
    why: `Ringwall uses what Node has from ${oldestMajor} on.`,
    advice: `Install Node ${oldestMajor} or later; a clone fetches the right one by itself with npm start.`,
  });
}
