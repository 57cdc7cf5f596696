import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CoreError, parseConfig } from '@ringwall/core';
import { type ZodType, z } from 'zod';

/** What comes from the command line; flags win over the environment, that over the file, that over defaults. */
export interface ConfigFlags {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
  readonly port?: number | undefined;
  readonly consolePort?: number | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigSource<Shape> {
  /** Absolute; relative paths in the file start from its folder. */
  readonly path: string;
  readonly file: Shape;
}

const defaultFile = 'ringwall.config.yaml';
const defaultData = 'ringwall-data';

/** Reads the configuration file, or the defaults where there is none. @throws CoreError core/config-invalid */
export function readConfigFile<Shape>(
  place: { readonly flags: ConfigFlags; readonly env: Environment; readonly cwd: string },
  schema: ZodType<Shape>,
): ConfigSource<Shape> {
  const named = place.flags.config ?? place.env.RINGWALL_CONFIG;
  const path = resolve(place.cwd, named ?? defaultFile);
  if (named === undefined && !existsSync(path)) return { path, file: parseConfig('', schema, path) };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CoreError('core/config-invalid', `${path} cannot be read.`, { cause });
  }
  return { path, file: parseConfig(text, schema, path) };
}

const onlyData = z.looseObject({ data: z.string().min(1).optional() });

/**
 * Where the data directory is, absolute. Reads nothing else of the configuration, so that commands which only
 * talk to a server or read its files start quickly.
 */
export function dataDirectory(flags: ConfigFlags, env: Environment, cwd: string): string {
  const given = flags.data ?? env.RINGWALL_DATA;
  if (given !== undefined) return resolve(cwd, given);
  const { path, file } = readConfigFile({ flags, env, cwd }, onlyData);
  return resolve(dirname(path), file.data ?? defaultData);
}
