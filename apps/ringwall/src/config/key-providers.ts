import { keyProviderKinds } from '@ringwall/sealing';
import { z } from 'zod';
import { configName } from './name.ts';

/** One entry: `kind`, and what the kind of that name asks for. */
const entry = z.looseObject({ kind: z.string() }).superRefine((given, context) => {
  const { kind: kindName, ...members } = given;
  const kind = keyProviderKinds.find((candidate) => candidate.kind === kindName);
  if (kind === undefined) {
    const known = keyProviderKinds.map((candidate) => candidate.kind).join(', ');
    context.addIssue({ code: 'custom', path: ['kind'], message: `must be one of ${known}`, input: '' });
    return;
  }
  for (const { path, message } of kind.configSchema.safeParse(members).error?.issues ?? []) {
    context.addIssue({ code: 'custom', path, message, input: '' });
  }
});

/** `keyProviders` of the configuration, by name. */
export const keyProvidersSchema = z.record(configName, entry).default({});

/** Reads nothing else of the file, so that commands on files do not depend on the rest of it. */
export const onlyKeyProviders = z.looseObject({ keyProviders: keyProvidersSchema });
