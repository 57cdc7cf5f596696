import type { ScriptedAnswer } from '../planned.ts';
import type { AnswerText } from './answer-text.ts';
import { inPieces } from './openai-answer.ts';

type Said = Extract<ScriptedAnswer, { kind: 'said' }>;

/** Anthropic's answers: messages, whole and streamed. */
export const anthropicAnswer: AnswerText = {
  whole: (model, answer) =>
    JSON.stringify({
      ...head(model),
      ...{ content: [block(answer)], stop_reason: stop(answer), stop_sequence: null, usage: usage(answer) },
    }),
  begin: (model, answer) => [
    frame('message_start', {
      message: {
        ...head(model),
        ...{ content: [], stop_reason: null, stop_sequence: null },
        usage: { ...usage(answer), output_tokens: 1 },
      },
    }),
  ],
  pieces: (_model, { said }) => {
    const empty = 'text' in said ? { type: 'text', text: '' } : { ...blockOf(said), input: {} };
    const deltas =
      'text' in said
        ? inPieces(said.text).map((text) => ({ type: 'text_delta', text }))
        : [{ type: 'input_json_delta', partial_json: JSON.stringify(said.call.arguments) }];
    return [
      frame('content_block_start', { index: 0, content_block: empty }),
      ...deltas.map((delta) => frame('content_block_delta', { index: 0, delta })),
    ];
  },
  end: (_model, answer) => [
    frame('content_block_stop', { index: 0 }),
    frame('message_delta', {
      delta: { stop_reason: stop(answer), stop_sequence: null },
      usage: { output_tokens: answer.outputTokens },
    }),
    frame('message_stop', {}),
  ],
  refusal: (status) => {
    const [type, message] =
      status === 529
        ? ['overloaded_error', 'Overloaded']
        : status === 429
          ? ['rate_limit_error', 'Number of requests has exceeded your limit.']
          : ['api_error', 'Internal server error'];
    return JSON.stringify({ type: 'error', error: { type, message } });
  },
};

function head(model: string) {
  return { id: 'msg_scripted', type: 'message', role: 'assistant', model };
}

function frame(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

function block({ said }: Said): object {
  return 'text' in said ? { type: 'text', text: said.text } : blockOf(said);
}

function blockOf({ call }: { readonly call: { id: string; name: string; arguments: object } }) {
  return { type: 'tool_use', id: call.id, name: call.name, input: call.arguments };
}

function stop({ said }: Said): string {
  return 'text' in said ? 'end_turn' : 'tool_use';
}

/** Unlike OpenAI's, the input does not count what was read from the cache. */
function usage({ inputTokens, outputTokens, cachedTokens }: Said) {
  return {
    ...{ input_tokens: inputTokens - cachedTokens, output_tokens: outputTokens },
    cache_read_input_tokens: cachedTokens,
  };
}
