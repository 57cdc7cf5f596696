import { SealingError } from '../../errors.ts';

/** Undefined where the service refuses to tell: what is only asked to explain an error may be left unexplained. */
export async function unlessRefused<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SealingError && error.code === 'sealing/provider-refused') return undefined;
    throw error;
  }
}
