const members = ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'] as const;

/**
 * The credentials in an AssumeRoleWithWebIdentity answer, named as the metadata services name them; undefined where
 * the answer does not hold each exactly once. STS answers XML (API Reference, "AssumeRoleWithWebIdentity", Examples);
 * these four values are plain text in elements of their own, so that no XML parser is needed, nor wanted.
 */
export function readWebIdentityAnswer(body: Uint8Array): unknown {
  const xml = Buffer.from(body).toString('utf8');
  const found: Record<string, string> = {};
  for (const name of members) {
    const [before, ...after] = xml.split(`<${name}>`);
    const value = after[0]?.split(`</${name}>`)[0];
    if (before === undefined || after.length !== 1 || !value || !/^[\w+/=:.-]+$/.test(value))
      return undefined;
    found[name === 'SessionToken' ? 'Token' : name] = value;
  }
  return found;
}
