import type { UnderstoodRequest, Usage } from '../dialects/dialect.ts';
import type { ModelPrice } from './prices.ts';

/** What the protocols add around the texts of a request, and what tools add beside their definitions. */
const frameTokens = 64;
const toolTokens = 1_024;
/** Of a model that nobody has said more about. */
const defaultMaxOutputTokens = 16_384;
/** Text that no usage was told for: shorter than what tokenizers make of any common language. */
const bytesPerToken = 3;

/**
 * The most that a request may use. A token is at least one byte, so that its input is never more than its body has;
 * its output is what it names as the most, or what the model is known to give at most.
 */
export function mostUsage(
  asked: UnderstoodRequest,
  bodyBytes: number,
  price: Pick<ModelPrice, 'maxOutputTokens'> | undefined,
): Usage {
  const each = asked.maxOutputTokens ?? price?.maxOutputTokens ?? defaultMaxOutputTokens;
  return {
    inputTokens: bodyBytes + frameTokens + (asked.hasTools ? toolTokens : 0),
    outputTokens: Math.min(Number.MAX_SAFE_INTEGER, each * asked.answers),
  };
}

/**
 * What a request probably used whose upstream did not say, or was not let finish: by its bytes, and at most what was
 * set aside. Of a model that thinks without showing it, all its output is taken to be used.
 */
export function probableUsage(
  most: Usage,
  seen: {
    readonly bodyBytes: number;
    readonly outputBytes: number;
    readonly reported: Usage | undefined;
    readonly hidesOutput: boolean;
  },
): Usage {
  const { bodyBytes, outputBytes, reported, hidesOutput } = seen;
  const shown = Math.ceil(outputBytes / bytesPerToken);
  const output = hidesOutput ? most.outputTokens : Math.min(most.outputTokens, shown);
  return {
    ...reported,
    inputTokens: reported?.inputTokens ?? Math.ceil(bodyBytes / bytesPerToken),
    outputTokens: Math.max(output, reported?.outputTokens ?? 0),
  };
}
