import { bodyOf, completionPaths, type Question } from './gateway-request.ts';

/** The same request for somebody's own program. */
export interface CodeSample {
  readonly id: 'curl' | 'python' | 'javascript';
  readonly title: string;
  readonly text: string;
}

/** The request by curl and by the service's own SDKs, which take their key from the environment. */
export function codeSamples(question: Question, gatewayUrl: string): readonly CodeSample[] {
  return [
    { id: 'curl', title: 'curl', text: curl(question, gatewayUrl) },
    { id: 'python', title: 'Python', text: python(question, gatewayUrl) },
    { id: 'javascript', title: 'JavaScript', text: javascript(question, gatewayUrl) },
  ];
}

/** With the key in `RINGWALL_KEY`, for a POSIX shell. */
export function curl(question: Question, gatewayUrl: string): string {
  const headers =
    question.protocol === 'anthropic'
      ? ['"x-api-key: $RINGWALL_KEY"', '"anthropic-version: 2023-06-01"']
      : ['"authorization: Bearer $RINGWALL_KEY"'];
  return [
    `curl ${question.stream ? '-N ' : ''}${gatewayUrl}${completionPaths[question.protocol]}`,
    ...headers.map((header) => `-H ${header}`),
    '-H "content-type: application/json"',
    `-d ${shellQuoted(JSON.stringify(bodyOf(question)))}`,
  ].join(' \\\n  ');
}

/** In single quotes a POSIX shell reads everything as it is, but the quote itself. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function python(question: Question, gatewayUrl: string): string {
  const { stream: _, ...body } = bodyOf(question);
  const lines = Object.entries(body).map(([name, value]) => `    ${name}=${JSON.stringify(value)},`);
  if (question.protocol === 'anthropic') {
    const call = question.stream ? 'with client.messages.stream(' : 'answer = client.messages.create(';
    return [
      ...['import os', 'from anthropic import Anthropic', ''],
      `client = Anthropic(base_url=${JSON.stringify(gatewayUrl)}, api_key=os.environ["RINGWALL_KEY"])`,
      ...[call, ...lines],
      ...(question.stream
        ? [') as stream:', '    for text in stream.text_stream:', '        print(text, end="", flush=True)']
        : [')', 'print(answer.content[0].text)']),
    ].join('\n');
  }
  const base = JSON.stringify(`${gatewayUrl}/v1`);
  return [
    ...['import os', 'from openai import OpenAI', ''],
    `client = OpenAI(base_url=${base}, api_key=os.environ["RINGWALL_KEY"])`,
    `answer = client.chat.completions.create(`,
    ...[...lines, ...(question.stream ? ['    stream=True,'] : []), ')'],
    ...(question.stream
      ? ['for chunk in answer:', '    print(chunk.choices[0].delta.content or "", end="", flush=True)']
      : ['print(answer.choices[0].message.content)']),
  ].join('\n');
}

function javascript(question: Question, gatewayUrl: string): string {
  const body = JSON.stringify(bodyOf(question), null, 2);
  const anthropic = question.protocol === 'anthropic';
  const create = anthropic ? 'client.messages.create' : 'client.chat.completions.create';
  const whole = anthropic ? 'answer.content[0].text' : 'answer.choices[0].message.content';
  const loop = anthropic
    ? [
        'for await (const event of answer) {',
        "  if (event.type === 'content_block_delta' && event.delta.type === 'text_delta')",
        '    process.stdout.write(event.delta.text);',
        '}',
      ]
    : [
        'for await (const chunk of answer) {',
        "  process.stdout.write(chunk.choices[0]?.delta.content ?? '');",
        '}',
      ];
  return [
    anthropic ? "import Anthropic from '@anthropic-ai/sdk';" : "import OpenAI from 'openai';",
    '',
    `const client = new ${anthropic ? 'Anthropic' : 'OpenAI'}({`,
    `  baseURL: ${JSON.stringify(anthropic ? gatewayUrl : `${gatewayUrl}/v1`)},`,
    '  apiKey: process.env.RINGWALL_KEY,',
    '});',
    `const answer = await ${create}(${body});`,
    ...(question.stream ? loop : [`console.log(${whole});`]),
  ].join('\n');
}
