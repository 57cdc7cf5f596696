export { SealingError, type SealingErrorCode, sealingErrors } from './errors.ts';
