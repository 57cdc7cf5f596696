import { readSync, writeSync } from 'node:fs';
import { floeLayout } from '../floe/layout.ts';
import { openFloe } from '../floe/opener.ts';
import { continueFloe } from '../floe/sealer.ts';
import { DescriptorError } from './descriptor-error.ts';
import { batchSegmentsOf, type SegmentJob, segmentsOf } from './segment-job.ts';

/** Works on batches of segments of one job, with system calls that block: the buffers are its own and reused. */
export interface SegmentRunner {
  /** Handles the batch that starts at `firstSegment` and returns how many bytes of the source it was. */
  run(firstSegment: number): number;
  /** Forgets the keys. */
  close(): void;
}

/**
 * @param keys the key of the payload to open, to seal, or first the one and then the other; not kept
 * @throws CoreError core/sealed-key-mismatch, core/sealed-malformed; a run DescriptorError, core/sealed-altered
 */
export function segmentRunner(job: SegmentJob, keys: Uint8Array): SegmentRunner {
  const { segmentBytes } = job;
  const segments = segmentsOf(job);
  const batch = batchSegmentsOf(segmentBytes);
  const opener =
    job.kind === 'seal' ? undefined : openFloe(keys.subarray(0, 32), job.from.aad, job.from.header);
  const sealer =
    job.kind === 'open' ? undefined : continueFloe(keys.subarray(-32), job.to.aad, job.to.header);
  const input = Buffer.allocUnsafeSlow(batch * segmentBytes);
  const output = Buffer.allocUnsafeSlow(batch * segmentBytes);
  const between = job.kind === 'rekey' ? Buffer.allocUnsafeSlow(segmentBytes) : output;
  const { plaintextBytes, segmentOffset } = floeLayout(segmentBytes);
  const plainOffset = (segment: number) => segment * plaintextBytes;
  const offset = job.kind === 'seal' ? plainOffset : segmentOffset;
  const targetOffset = job.kind === 'open' ? plainOffset : segmentOffset;

  const convert = (position: number, source: Uint8Array, at: number): number => {
    const final = position === segments - 1;
    if (opener === undefined) return sealer?.sealInto(position, source, final, output, at) ?? 0;
    if (sealer === undefined) return opener.openInto(position, source, final, output, at);
    const plainBytes = opener.openInto(position, source, final, between, 0);
    return sealer.sealInto(position, between.subarray(0, plainBytes), final, output, at);
  };

  return {
    run: (firstSegment) => {
      const end = Math.min(segments, firstSegment + batch);
      const from = offset(firstSegment);
      const bytes = Math.min(offset(end), job.sourceBytes) - from;
      readFully(job, input.subarray(0, bytes), from);
      let written = 0;
      for (let position = firstSegment; position < end; position++) {
        const start = offset(position) - from;
        const stop = Math.min(offset(position + 1) - from, bytes);
        written += convert(position, input.subarray(start, stop), written);
      }
      writeFully(job, output.subarray(0, written), targetOffset(firstSegment));
      return bytes;
    },
    close: () => {
      opener?.close();
      sealer?.close();
      for (const buffer of [input, output, between]) buffer.fill(0);
    },
  };
}

function readFully({ source }: SegmentJob, buffer: Uint8Array, offset: number): void {
  let got = 0;
  while (got < buffer.length) {
    let count: number;
    try {
      count = readSync(source, buffer, got, buffer.length - got, offset + got);
    } catch (cause) {
      throw DescriptorError.of('source', cause);
    }
    if (count === 0) throw new DescriptorError('source', 'too-short');
    got += count;
  }
}

function writeFully({ target }: SegmentJob, buffer: Uint8Array, offset: number): void {
  let put = 0;
  while (put < buffer.length) {
    try {
      put += writeSync(target, buffer, put, buffer.length - put, offset + put);
    } catch (cause) {
      throw DescriptorError.of('target', cause);
    }
  }
}
