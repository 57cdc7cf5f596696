import { isObject, readJson } from '../api/json.ts';

/** What one event of a streamed answer, or a whole answer, says. */
export interface Said {
  readonly text: string;
  /** Why there is no more; in the words of the API. */
  readonly error?: string;
}

const nothing: Said = { text: '' };

/** Reads a piece of either API; what is not known says nothing. */
export function readPiece(value: unknown): Said {
  if (!isObject(value)) return nothing;
  const { error, choices, delta, content } = value;
  if (error !== undefined && error !== null) {
    const message = isObject(error) ? error.message : error;
    return { text: '', error: typeof message === 'string' ? message : 'The gateway refused.' };
  }
  if (Array.isArray(choices)) return { text: choices.map(textOfChoice).join('') };
  if (Array.isArray(content)) return { text: content.map(textOf).join('') };
  return { text: textOf(delta) };
}

function textOfChoice(choice: unknown): string {
  if (!isObject(choice)) return '';
  const message = choice.delta ?? choice.message;
  if (!isObject(message)) return '';
  const said = typeof message.content === 'string' ? message.content : '';
  return said === '' && typeof message.refusal === 'string' ? message.refusal : said;
}

function textOf(block: unknown): string {
  return isObject(block) && typeof block.text === 'string' ? block.text : '';
}

/** No answer that a person reads is longer. */
const maxEventUnits = 1 << 20;

/**
 * Takes a stream of server-sent events in pieces of any size, and gives what each event says.
 * @throws RangeError where one event is longer than a mebi of characters
 */
export function createAnswerReader(): { push(chunk: string): readonly Said[] } {
  let rest = '';
  return {
    push(chunk) {
      rest += chunk;
      const events = rest.split(/\r?\n\r?\n/);
      rest = events.pop() ?? '';
      if (rest.length > maxEventUnits) throw new RangeError('An event of the answer is too long.');
      return events.flatMap((event) => {
        const data = event
          .split(/\r?\n/)
          .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trimStart()] : []))
          .join('\n');
        const parsed = readJson(data);
        return parsed ? [readPiece(parsed.value)] : [];
      });
    },
  };
}
