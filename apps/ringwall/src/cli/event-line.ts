import type { RingwallEvent } from '@ringwall/core';
import { printableLines } from './terminal.ts';

const widestDetails = 160;

/** One event on one line: index, time, type, project, who, and what its data says in words and numbers. */
export function eventLine(index: number, event: RingwallEvent): string {
  const { time, type, project, actor, data } = event;
  const who = `${actor.kind} ${actor.id}`;
  const said = details(data, '').join(' ');
  const shown = said.length > widestDetails ? `${said.slice(0, widestDetails - 1)}…` : said;
  const line = `${String(index).padStart(7)}  ${time}  ${type.padEnd(16)}  ${project}  ${who}  ${shown}`;
  return printableLines(line).replaceAll('\n', '\ufffd').trimEnd();
}

/** `name=value` of what has a name, and how many of what has none. */
function details(value: object, prefix: string): readonly string[] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (member === undefined) return [];
    if (Array.isArray(member)) return member.length === 0 ? [] : [`${prefix}${name}=${listed(member)}`];
    if (typeof member === 'object' && member !== null) return details(member, `${prefix}${name}.`);
    return [`${prefix}${name}=${quoted(String(member))}`];
  });
}

function listed(items: readonly unknown[]): string {
  const words = items.every((item) => typeof item === 'string' || typeof item === 'number');
  return words && items.length <= 4 ? items.map(String).join(',') : `(${items.length})`;
}

function quoted(text: string): string {
  return /^[^\s"]+$/.test(text) ? text : JSON.stringify(text);
}
