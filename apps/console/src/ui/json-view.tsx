import type { ReactNode } from 'react';
import { readJson } from '../api/json.ts';
import { ScrollArea } from './scroll-area.tsx';

// Linear: every alternative starts with another character.
const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|true|false|null/g;

/** JSON text, indented and coloured; text that is none is shown as it is. */
export function JsonView({ text, label }: { text: string; label: string }) {
  const parsed = readJson(text);
  const pretty = parsed ? JSON.stringify(parsed.value, null, 2) : text;
  return (
    <ScrollArea label={label} className="max-h-140">
      <pre className="p-4 font-mono text-sm leading-[18px] text-muted">
        {parsed ? coloured(pretty) : pretty}
      </pre>
    </ScrollArea>
  );
}

function coloured(text: string): ReactNode[] {
  const nodes: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(tokens)) {
    const [token, colon] = match;
    if (match.index > end) nodes.push(text.slice(end, match.index));
    end = match.index + token.length;
    const color = colon !== undefined ? 'text-muted' : token.startsWith('"') ? 'text-text' : 'text-accent';
    nodes.push(
      <span key={match.index} className={color}>
        {token}
      </span>,
    );
  }
  nodes.push(text.slice(end));
  return nodes;
}
