import { OpeningPipe } from './opening-pipe.ts';
import type { FloeOptions } from './sealer.ts';
import { SealingPipe } from './sealing-pipe.ts';
import { asBytes, type SegmentPipe } from './segment-pipe.ts';

/**
 * Seals a stream of any length (https://c2sp.org/FLOE). Holds one segment, and what one chunk becomes.
 * @throws CoreError core/sealed-options-invalid for a key or a segment size that cannot be used.
 */
export function sealStream(
  key: Uint8Array,
  aad: Uint8Array,
  options: FloeOptions = {},
): TransformStream<Uint8Array, Uint8Array> {
  return webStream(new SealingPipe(key, aad, options));
}

/**
 * Opens a sealed stream. Bytes come out of segments that verified, and of no other; only a stream that ends
 * without an error is the whole of what was sealed, so nothing may be acted upon before.
 * Errors with CoreError core/sealed-malformed, core/sealed-key-mismatch, core/sealed-altered or
 * core/sealed-truncated.
 */
export function unsealStream(key: Uint8Array, aad: Uint8Array): TransformStream<Uint8Array, Uint8Array> {
  return webStream(new OpeningPipe(key, aad));
}

/** A pipe as a Web stream, which closes the pipe however it ends. */
export function webStream(pipe: SegmentPipe): TransformStream<Uint8Array, Uint8Array> {
  // TypeScript's DOM types do not know `cancel` yet (WHATWG Streams, "Transformer API").
  const transformer = {
    transform(chunk: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>) {
      try {
        for (const bytes of pipe.push(asBytes(chunk))) controller.enqueue(bytes);
      } catch (error) {
        pipe.close();
        throw error;
      }
    },
    flush(controller: TransformStreamDefaultController<Uint8Array>) {
      for (const bytes of pipe.finish()) controller.enqueue(bytes);
    },
    cancel: () => pipe.close(),
  };
  return new TransformStream<Uint8Array, Uint8Array>(transformer);
}
