/** One call to the system, as strace tells it. */
export interface SystemCall {
  readonly name: string;
  /** Its first argument: the number of the file. */
  readonly file: string;
  /** The line as far as it was known when the call began. */
  readonly text: string;
  readonly result: string;
  /** Lines of the trace in which it began and ended. */
  readonly begin: number;
  readonly end: number;
}

const started = /^(\d+) +(\w+)\((\d+)/;
const resumed = /^(\d+) +<\.\.\. (\w+) resumed>/;
const unfinished = '<unfinished ...>';

/** Reads what `strace -f` wrote. Calls of several threads may overlap: each has a beginning and an end. */
export function systemCalls(trace: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const underWay = new Map<string, Omit<SystemCall, 'result' | 'end'>>();
  for (const [line, text] of trace.split('\n').entries()) {
    const [, thread = '', name = '', file = ''] = started.exec(text) ?? resumed.exec(text) ?? [];
    if (name === '') continue;
    const result = text.slice(text.lastIndexOf(' = ') + 3).trim();
    const before = underWay.get(thread);
    if (text.endsWith(unfinished)) underWay.set(thread, { name, file, text, begin: line });
    else if (file !== '') calls.push({ name, file, text, result, begin: line, end: line });
    else if (before?.name === name) calls.push({ ...before, result, end: line });
  }
  return calls;
}
