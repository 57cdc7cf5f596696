import { roles } from '@ringwall/core';
import type { RoleMapping } from '@ringwall/identity';
import { z } from 'zod';
import { configName } from './name.ts';

const claimName = z.string().min(1).max(256);

/** A claim by its name, or by the names on the way to it. */
export const claimPath = z.union([
  claimName.transform((name): [string, ...string[]] => [name]),
  z.tuple([claimName], claimName),
]);

const mapping = z.strictObject({
  /** Absent: everybody whom the issuer lets in. */
  group: z.string().min(1).max(512).optional(),
  role: z.enum(roles),
  project: z.union([configName, z.literal('*')]).default('default'),
  on: z
    .strictObject({ kind: z.enum(['route', 'model', 'dataset']), id: z.string().min(1).max(256) })
    .optional(),
});

/** What the groups of an issuer make their members. */
export const roleMappings = z
  .array(mapping)
  .max(256)
  .default([])
  .transform((given) =>
    given.map(
      ({ group, role, project, on }): RoleMapping => ({
        ...{ role, project },
        ...(group !== undefined && { group }),
        ...(on !== undefined && { on }),
      }),
    ),
  );
