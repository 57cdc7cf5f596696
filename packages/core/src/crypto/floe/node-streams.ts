import { Transform } from 'node:stream';
import { OpeningPipe } from './opening-pipe.ts';
import type { FloeOptions } from './sealer.ts';
import { SealingPipe } from './sealing-pipe.ts';
import { asBytes, type SegmentPipe } from './segment-pipe.ts';

/** `sealStream` as a Node stream. */
export function sealTransform(key: Uint8Array, aad: Uint8Array, options: FloeOptions = {}): Transform {
  return nodeStream(new SealingPipe(key, aad, options));
}

/** `unsealStream` as a Node stream. */
export function unsealTransform(key: Uint8Array, aad: Uint8Array): Transform {
  return nodeStream(new OpeningPipe(key, aad));
}

/** A pipe as a Node stream, which closes the pipe however it ends. */
export function nodeStream(pipe: SegmentPipe): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      attempt(done, () => {
        for (const bytes of pipe.push(asBytes(chunk))) this.push(bytes);
      });
    },
    flush(done) {
      attempt(done, () => {
        for (const bytes of pipe.finish()) this.push(bytes);
      });
    },
    destroy(error, done) {
      pipe.close();
      done(error);
    },
  });
}

/** What a Node stream's method throws would end the process; its callback ends the stream. */
function attempt(done: (error?: Error) => void, work: () => void): void {
  try {
    work();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  done();
}
