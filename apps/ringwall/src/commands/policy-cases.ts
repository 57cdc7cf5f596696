import { parseConfig } from '@ringwall/core';
import { z } from 'zod';
import { AppError } from '../errors.ts';

const word = z.string().min(1).max(256);
const cases = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        name: word.optional(),
        /** `usr_…`, `svc_…`, `agt_…`, `key_…`, `shell`; `user` or `service` for one who holds `grants` alone. */
        principal: word,
        credential: word.optional(),
        action: word,
        /** `kind:id` */
        resource: word,
        project: word.optional(),
        model: word.optional(),
        purpose: word.optional(),
        address: word.optional(),
        at: word.optional(),
        grants: z
          .array(z.strictObject({ role: word, project: word.default('default'), on: word.optional() }))
          .optional(),
        expect: z.enum(['allow', 'deny']),
        policy: word.optional(),
      }),
    )
    .min(1)
    .max(500),
});

/** The cases of a file as the server takes them. @throws CoreError core/config-invalid, AppError app/usage */
export function readPolicyCases(text: string, file: string): readonly object[] {
  return parseConfig(text, cases, file).cases.map(({ resource, project, grants, ...rest }) => ({
    ...rest,
    resource: resourceOf(resource, project),
    ...(grants && {
      grants: grants.map(({ on, ...grant }) => ({
        ...grant,
        ...(on !== undefined && { on: kindAndId(on) }),
      })),
    }),
  }));
}

/** `route:chat` in the project that is named, `default` else; `project:clinic` in itself; `server:ringwall` in none. */
export function resourceOf(text: string, project: string | undefined) {
  const { kind, id } = kindAndId(text);
  if (kind === 'project') return { kind, id, project: project ?? id };
  if (kind === 'server') return { kind, id };
  return { kind, id, project: project ?? 'default' };
}

function kindAndId(text: string): { readonly kind: string; readonly id: string } {
  const [, kind = '', id = ''] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  if (id === '') throw new AppError('app/usage', `"${text}" is not of the form kind:id, as in route:chat.`);
  return { kind, id };
}
