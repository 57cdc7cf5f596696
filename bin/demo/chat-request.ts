import { models } from './company.ts';
import type { Message, PlannedRequest, Tool, ToolCall } from './planned.ts';
import { textOf } from './scripted-answer.ts';

/** A request as the protocol of its model writes it. */
export interface ChatRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Headers name the purpose, the person and the conversation, where the application knows them. */
export function chatRequest(planned: PlannedRequest, secret: string): ChatRequest {
  const { model, purpose, subject, conversation } = planned;
  const about = {
    'content-type': 'application/json',
    ...(purpose !== undefined && { 'x-ringwall-purpose': purpose }),
    ...(subject !== undefined && { 'x-ringwall-subject': subject }),
    ...(conversation !== undefined && { 'x-ringwall-conversation': conversation }),
  };
  if (models[model].protocol === 'openai') {
    const headers = { ...about, authorization: `Bearer ${secret}` };
    return { path: '/v1/chat/completions', headers, body: JSON.stringify(openaiBody(planned)) };
  }
  const headers = { ...about, 'x-api-key': secret, 'anthropic-version': '2023-06-01' };
  return { path: '/v1/messages', headers, body: JSON.stringify(anthropicBody(planned)) };
}

const maxTokens = 2_000;

function openaiBody({ model, stream, system, messages, tools }: PlannedRequest): object {
  return {
    ...{ model, stream, max_completion_tokens: maxTokens },
    messages: [{ role: 'system', content: system }, ...messages.map(openaiMessage)],
    ...(stream && { stream_options: { include_usage: true } }),
    ...(tools.length > 0 && {
      tools: tools.map((tool) => ({
        type: 'function',
        function: { name: tool.name, description: tool.description, parameters: parameters(tool) },
      })),
    }),
  };
}

function openaiMessage(message: Message): object {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.call.id, content: message.text };
  if (!('call' in message)) return { role: message.role, content: message.text };
  const { id, name, arguments: given } = message.call;
  const call = { id, type: 'function', function: { name, arguments: JSON.stringify(given) } };
  return { role: 'assistant', content: null, tool_calls: [call] };
}

function anthropicBody({ model, stream, system, messages, tools }: PlannedRequest): object {
  return {
    ...{ model, stream, max_tokens: maxTokens, system },
    messages: messages.map(anthropicMessage),
    ...(tools.length > 0 && {
      tools: tools.map((tool) => ({
        ...{ name: tool.name, description: tool.description, input_schema: parameters(tool) },
      })),
    }),
  };
}

function anthropicMessage(message: Message): object {
  if (message.role === 'tool') {
    const result = { type: 'tool_result', tool_use_id: message.call.id, content: message.text };
    return { role: 'user', content: [result] };
  }
  if ('call' in message) return { role: 'assistant', content: [use(message.call)] };
  return { role: message.role, content: textOf(message) };
}

function use({ id, name, arguments: input }: ToolCall): object {
  return { type: 'tool_use', id, name, input };
}

function parameters({ asks }: Tool): object {
  return { type: 'object', properties: { [asks]: { type: 'string' } }, required: [asks] };
}
