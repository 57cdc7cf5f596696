import type { RingwallEvent } from '@ringwall/core';
import { printableLines } from './terminal.ts';

const widestDetails = 160;
/** Told by whoever prints the whole event. */
const leftOut: ReadonlySet<string> = new Set(['blob', 'commitment', 'bodyKey']);

/** One event on one line: index, time, type, project, who, and what its data says in words and numbers. */
export function eventLine(index: number, event: RingwallEvent): string {
  const { time, type, project, actor, data } = event;
  const who = `${actor.kind} ${actor.id}`;
  const said = details(data, '').join(' ');
  const shown = said.length > widestDetails ? `${said.slice(0, widestDetails - 1)}…` : said;
  const line = `${String(index).padStart(7)}  ${time}  ${type.padEnd(16)}  ${project}  ${who}  ${shown}`;
  return printableLines(line).replaceAll('\n', '\ufffd').trimEnd();
}

/** `name=value` of words and numbers, how many there are of anything else, and after them what lies deeper. */
function details(value: object, prefix: string): readonly string[] {
  const here: string[] = [];
  const deeper: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || leftOut.has(name) || (Array.isArray(member) && member.length === 0)) continue;
    if (Array.isArray(member)) here.push(`${prefix}${name}=${listed(member)}`);
    else if (typeof member === 'object' && member !== null)
      deeper.push(...details(member, `${prefix}${name}.`));
    else here.push(`${prefix}${name}=${quoted(String(member))}`);
  }
  return [...here, ...deeper];
}

function listed(items: readonly unknown[]): string {
  const words = items.every((item) => typeof item === 'string' || typeof item === 'number');
  return words && items.length <= 4 ? items.map(String).join(',') : `(${items.length})`;
}

function quoted(text: string): string {
  return /^[^\s"]+$/.test(text) ? text : JSON.stringify(text);
}
