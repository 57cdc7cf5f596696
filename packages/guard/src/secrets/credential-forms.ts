import type { Rule } from '../rules/rule.ts';

const base64url = '[A-Za-z0-9_\\-]';
const begin = '-----BEGIN';

/** Credentials recognised by their form, whoever issued them. */
export const credentialFormRules: readonly Rule[] = [
  {
    id: 'private-key',
    severity: 'critical',
    confidence: 0.97,
    reason: 'The text holds a private key.',
    // From the marker on everything belongs to the key until its end marker, or until the text is over.
    patterns: [
      `-----BEGIN([ ](RSA|EC|DSA|OPENSSH|ENCRYPTED|ANY))?[ ]PRIVATE[ ]KEY-----[\\s\\\\nr"',+]{0,8}(Proc-Type|[A-Za-z0-9+/]{12})`,
      `-----BEGIN[ ]PGP[ ]PRIVATE[ ]KEY[ ]BLOCK-----[\\s\\\\nr"',+]{0,8}(Version|Comment|[A-Za-z0-9+/]{12})`,
      `PuTTY-User-Key-File-[23]:`,
    ],
    until: '-----END([ ](RSA|EC|DSA|OPENSSH|ENCRYPTED|ANY))?[ ](PGP[ ])?PRIVATE[ ]KEY([ ]BLOCK)?-----',
    examples: {
      positive: [
        `${begin} PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----`,
        `${begin} RSA PRIVATE KEY-----\\nMIIEowIBAAKCAQEAx\\n`,
        `${begin} PGP PRIVATE KEY BLOCK-----\n\nlQOYBF4abcdefgh`,
      ],
      negative: [
        `${begin} PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A`,
        `A key file starts with ${begin} PRIVATE KEY----- and then has lines of base64.`,
        `${begin} CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE`,
      ],
    },
  },
  {
    id: 'json-web-token',
    severity: 'high',
    confidence: 0.9,
    reason: 'The text holds a JSON Web Token.',
    patterns: [`\\<eyJ${base64url}{8,512}\\.eyJ${base64url}{8}`],
    tail: '[A-Za-z0-9_\\-.]',
    examples: {
      positive: [
        'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
      ],
      negative: ['eyJhbGciOiJIUzI1NiJ9 is a header alone', 'eyJ.eyJ.x', 'They judged it fairly.'],
    },
  },
  {
    id: 'url-password',
    severity: 'high',
    confidence: 0.85,
    reason: 'The text holds a password inside a URL.',
    patterns: [
      '://[^\\s/@:\\[\\]<>"\'`?#]{0,64}:[^\\s/@<>"\'`{}]{0,96}[A-Za-z0-9][^\\s/@<>"\'`{}]{0,96}@[A-Za-z0-9\\[]',
    ],
    lead: 3,
    trail: 2,
    examples: {
      positive: ['postgres://app:s3cret-word@db.internal/main', 'https://user:pa55%21@example.org'],
      negative: [
        'https://example.org:8080/@someone',
        'mailto:someone@example.org',
        'postgres://user:<password>@host/db',
        'https://user@example.org',
        'redis://user:****@host',
      ],
    },
  },
  {
    id: 'assigned-secret',
    severity: 'medium',
    confidence: 0.6,
    reason: 'The text assigns a value to something called a secret, a password or a key.',
    patterns: [
      '(password|passwd|PASSWORD|Password|PASSWD|client_secret|CLIENT_SECRET|secret_key|SECRET_KEY|api_key|API_KEY|apiKey|apikey|access_token|ACCESS_TOKEN|auth_token|AUTH_TOKEN|private_key|PRIVATE_KEY)["\']?[ ]?[:=][ ]?["\'][A-Za-z0-9_+/=.~!@#%^&*\\-]{12}',
      '(PASSWORD|PASSWD|SECRET_KEY|CLIENT_SECRET|API_KEY|ACCESS_TOKEN|AUTH_TOKEN|_TOKEN|_SECRET)=[A-Za-z0-9_+/=.~!@#%^&*\\-]{16}',
      '(Authorization|authorization|AUTHORIZATION)["\']?[ ]?:[ ]?["\']?(Bearer|Basic|bearer|basic|token)[ ][A-Za-z0-9_+/=.~\\-]{16}',
    ],
    tail: '[A-Za-z0-9_+/=.~!@#%^&*\\-]',
    examples: {
      positive: [
        'password = "correct-horse-9battery"',
        'OPENWEATHER_API_KEY=0123456789abcdef0123',
        'curl -H "Authorization: Bearer abcdefghijklmnopqrstuv"',
      ],
      negative: [
        'password = input("Password: ")',
        'API_KEY=$(cat key.txt)',
        'Set the password: it must be long.',
        'api_key = os.environ["API_KEY"]',
      ],
    },
  },
];
