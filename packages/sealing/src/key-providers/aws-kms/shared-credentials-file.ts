/**
 * The settings of one profile in a shared credentials file (AWS SDKs and Tools Reference Guide, "Format of the
 * shared config and credentials files"): `[profile]` lines and `name = value` lines, comments from # or ; at a
 * line's start. Undefined where there is no such profile. Settings that appear twice: the last one counts.
 */
export function readProfile(text: string, profile: string): ReadonlyMap<string, string> | undefined {
  let settings: Map<string, string> | undefined;
  let current: Map<string, string> | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[')) {
      const name = line.slice(1, line.indexOf(']')).trim();
      current = undefined;
      if (name === profile) current = settings ??= new Map();
      continue;
    }
    const equals = line.indexOf('=');
    if (equals > 0) current?.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  return settings;
}
