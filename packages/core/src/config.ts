import { LineCounter, type Node, parseDocument } from 'yaml';
import type { ZodType } from 'zod';
import { CoreError } from './errors.ts';

/**
 * Parses one YAML configuration file against its schema. Every complaint names file, line and column, so that
 * an editor can jump there. YAML aliases are refused: a small file must not unfold into a large one.
 * @throws CoreError core/config-invalid with all complaints, one a line.
 */
export function parseConfig<Shape>(text: string, schema: ZodType<Shape>, file: string): Shape {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw invalid(faults.map((fault) => `${at(fault.pos[0])}: ${fault.message.split('\n')[0]}`));
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch (cause) {
    throw new CoreError('core/config-invalid', `${file}: aliases are not allowed in the configuration.`, {
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(
    parsed.error.issues.map((issue) => {
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
      return `${at(offsetOf(document.contents, path))}: ${path.join('.')}: ${issue.message}`;
    }),
  );
}

/** Offset of the value at `path`, or of the nearest ancestor that exists. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node = root;
  let offset = 0;
  for (const key of [undefined, ...path]) {
    if (key !== undefined) node = child(node, key);
    if (!isNode(node)) return offset;
    offset = node.range?.[0] ?? offset;
  }
  return offset;
}

function child(node: unknown, key: PropertyKey): unknown {
  return typeof node === 'object' && node !== null && 'get' in node && typeof node.get === 'function'
    ? node.get(key, true)
    : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function invalid(complaints: readonly string[]): CoreError {
  return new CoreError('core/config-invalid', complaints.join('\n'));
}
