import { isObject } from '../../../api/json.ts';

/** A string of a body and where it stands. */
export interface BodyPart {
  /** RFC 6901 JSON pointer. */
  readonly pointer: string;
  /** Who speaks, as far as the body says: `user`, `assistant`, `system`, `tool call` ... */
  readonly role: string;
  readonly text: string;
  /** What a person reads (a message), not what a program does (a model's name, an id). */
  readonly readable: boolean;
}

const readableNames = new Set([
  'content',
  'text',
  'system',
  'arguments',
  'input',
  'refusal',
  'thinking',
  'description',
]);
const roleByName: Readonly<Record<string, string>> = {
  system: 'system',
  tools: 'tool definition',
  functions: 'tool definition',
  tool_calls: 'tool call',
  function_call: 'tool call',
};
const roleByType: Readonly<Record<string, string>> = { tool_use: 'tool call', tool_result: 'tool result' };
const maxDepth = 64;

/** Every string of a JSON value in document order. */
export function bodyParts(body: unknown): BodyPart[] {
  const parts: BodyPart[] = [];
  walk(body, { pointer: '', role: '', readable: false, inInput: false, depth: 0 }, parts);
  return parts;
}

interface Place {
  readonly pointer: string;
  readonly role: string;
  readonly readable: boolean;
  /** Inside the input of a tool call every string is an argument, whatever its name. */
  readonly inInput: boolean;
  readonly depth: number;
}

function walk(value: unknown, place: Place, parts: BodyPart[]): void {
  const { pointer, role, readable, inInput, depth } = place;
  if (typeof value === 'string') {
    parts.push({ pointer, role, text: value, readable });
    return;
  }
  if (depth >= maxDepth) return;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) => {
      // An item is what its list is: the strings of `content: ["..."]` are content.
      walk(item, { pointer: `${pointer}/${i}`, role, readable, inInput, depth: depth + 1 }, parts);
    });
    return;
  }
  if (!isObject(value)) return;
  const ownRole = roleOf(value) ?? role;
  for (const [name, member] of Object.entries(value)) {
    const input = inInput || (name === 'input' && ownRole === 'tool call');
    walk(
      member,
      {
        pointer: `${pointer}/${escapeToken(name)}`,
        role: roleByName[name] ?? ownRole,
        readable: readableNames.has(name) || input,
        inInput: input,
        depth: depth + 1,
      },
      parts,
    );
  }
}

function roleOf(object: Readonly<Record<string, unknown>>): string | undefined {
  const { role, type } = object;
  if (typeof type === 'string' && roleByType[type] !== undefined) return roleByType[type];
  return typeof role === 'string' ? role : undefined;
}

/** A reference token of RFC 6901, section 3. */
function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
