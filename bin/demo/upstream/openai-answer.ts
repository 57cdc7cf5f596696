import type { ScriptedAnswer } from '../planned.ts';
import type { AnswerText } from './answer-text.ts';

type Said = Extract<ScriptedAnswer, { kind: 'said' }>;

/** OpenAI's answers: chat completions, whole and streamed. */
export const openaiAnswer: AnswerText = {
  whole: (model, answer) =>
    JSON.stringify({
      ...head(model),
      object: 'chat.completion',
      choices: [
        {
          ...{ index: 0, logprobs: null, finish_reason: finish(answer) },
          message: { role: 'assistant', refusal: null, ...message(answer) },
        },
      ],
      usage: usage(answer),
    }),
  begin: (model, answer) => [
    chunk(model, { role: 'assistant', ...('text' in answer.said ? { content: '' } : { content: null }) }),
  ],
  pieces: (model, answer) => {
    if ('text' in answer.said) return inPieces(answer.said.text).map((content) => chunk(model, { content }));
    const { id, name, arguments: given } = answer.said.call;
    const start = { index: 0, id, type: 'function', function: { name, arguments: '' } };
    const rest = { index: 0, function: { arguments: JSON.stringify(given) } };
    return [chunk(model, { tool_calls: [start] }), chunk(model, { tool_calls: [rest] })];
  },
  end: (model, answer, { tellsUsage }) => [
    chunk(model, {}, finish(answer)),
    ...(tellsUsage ? [frame({ ...chunkHead(model), choices: [], usage: usage(answer) })] : []),
    'data: [DONE]\n\n',
  ],
  refusal: (status) =>
    JSON.stringify({
      error:
        status === 429
          ? {
              message: 'Rate limit reached for requests.',
              type: 'requests',
              param: null,
              code: 'rate_limit_exceeded',
            }
          : {
              message: 'The server had an error while processing your request.',
              type: 'server_error',
              param: null,
              code: null,
            },
    }),
};

/** A few words at a time, as services send them. */
export function inPieces(text: string): readonly string[] {
  return text.match(/(?:\s*\S+){1,7}\s*/g) ?? [text];
}

function head(model: string) {
  return { id: 'chatcmpl-scripted', created: 0, model };
}

function chunkHead(model: string) {
  return { ...head(model), object: 'chat.completion.chunk' };
}

function chunk(model: string, delta: object, finishReason: string | null = null): string {
  return frame({ ...chunkHead(model), choices: [{ index: 0, delta, finish_reason: finishReason }] });
}

function frame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function message({ said }: Said): object {
  if ('text' in said) return { content: said.text };
  const { id, name, arguments: given } = said.call;
  return {
    content: null,
    tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(given) } }],
  };
}

function finish({ said }: Said): string {
  return 'text' in said ? 'stop' : 'tool_calls';
}

function usage({ inputTokens, outputTokens, cachedTokens }: Said): object {
  return {
    ...{ prompt_tokens: inputTokens, completion_tokens: outputTokens },
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}
