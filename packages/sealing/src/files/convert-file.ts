import { DescriptorError, type RunSegmentsOptions, runSegments, type SegmentJob } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { diskErrorOf } from './disk-error.ts';

/** The paths of a job's two files, for words in errors. */
export interface JobPaths {
  readonly source: string;
  readonly target: string;
}

/** `runSegments` between two named files. @throws SealingError for what the file system refuses; CoreError */
export async function convertFile(
  job: SegmentJob,
  keys: Uint8Array,
  paths: JobPaths,
  options: RunSegmentsOptions,
): Promise<void> {
  try {
    await runSegments(job, keys, options);
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    const path = paths[error.side];
    throw error.failure === 'too-short'
      ? new SealingError('sealing/source-changed', `${path} has become shorter.`, { cause: error })
      : diskErrorOf(error.failure, path, error);
  }
}
