const clients = 8;
const patienceMs = 60_000;

/** What one client was told. */
export interface Answer {
  readonly id: string;
  /** The whole answer arrived, and it was no refusal. */
  readonly complete: boolean;
}

/**
 * Several clients ask without pause until the server is gone. `answered` is called for each answer that was told from
 * its first byte to its last; a refusal counts as one too.
 */
export async function loadUntilGone(
  target: { readonly gatewayUrl: string; readonly key: string },
  options: { readonly answered: (answer: Answer) => void; readonly gone: Promise<unknown> },
): Promise<void> {
  const stopped = new AbortController();
  void options.gone.then(() => stopped.abort());
  let turn = 0;
  const client = async () => {
    while (!stopped.signal.aborted) {
      const answer = await ask(target, turn++, stopped.signal);
      if (answer !== undefined) options.answered(answer);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

/** One request; undefined when its answer broke off with the server. @throws Error when the server hangs */
async function ask(
  { gatewayUrl, key }: { readonly gatewayUrl: string; readonly key: string },
  turn: number,
  stopped: AbortSignal,
): Promise<Answer | undefined> {
  const stream = turn % 2 === 0;
  const late = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(`${gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ model: 'ringwall-demo', stream },
        messages: [{ role: 'user', content: `question ${turn}` }],
      }),
      signal: AbortSignal.any([late, stopped]),
    });
    const text = await response.text();
    const whole = stream ? text.endsWith('data: [DONE]\n\n') : text.endsWith('}');
    return { id: response.headers.get('x-request-id') ?? 'none', complete: response.status === 200 && whole };
  } catch (cause) {
    if (late.aborted) throw new Error('A request was not answered for a minute.', { cause });
    return undefined;
  }
}
