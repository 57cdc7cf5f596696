import { createChannelDetector } from '../rules/channel-detector.ts';
import { hiddenCharactersId } from './hidden-kinds.ts';
import { HiddenStream } from './hidden-stream.ts';

/** Text that people do not see. Looks everywhere: a tool's description can carry it as well as a message. */
export const hiddenCharacters = createChannelDetector(
  {
    id: hiddenCharactersId,
    title: 'Hidden characters',
    threat: 'prompt-injection',
    stages: ['prompt', 'completion'],
    budgetMs: 500,
    standards: { atlas: ['AML.T0051'], owasp: ['LLM01:2025'] },
  },
  (part) => new HiddenStream(part),
);
