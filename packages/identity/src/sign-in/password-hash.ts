import { equalConstantTime, randomBytes, type ScryptCost, scrypt } from '@ringwall/core';
import { IdentityError } from '../errors.ts';

/** 128 MiB and about a third of a second of one core: what OWASP's cheat sheet names first for scrypt. */
export const defaultScryptCost: ScryptCost = { logN: 17, r: 8, p: 1 };

const saltBytes = 16;
/** No stored hash asks for more work than this, whoever wrote it. */
const maxLogN = 20;

/** Hashes passwords, one after the other: a flood of sign-ins takes one core and 128 MiB, not all there is. */
export interface PasswordHasher {
  /** `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`. @throws IdentityError identity/sign-in-busy */
  hash(password: string, from: string): Promise<string>;
  /**
   * Whether this password was hashed. Without a hash the same work is done, and the answer is no.
   * `from` is the peer's address, of which few may wait at once. @throws IdentityError identity/sign-in-busy
   */
  verify(password: string, hash: string | undefined, from: string): Promise<boolean>;
  /** Whether it should be hashed anew at the next chance: it was with other work than is asked for now. */
  isOutdated(hash: string): boolean;
}

/** `derive` is for tests that count the work. */
export function createPasswordHasher(
  cost: ScryptCost = defaultScryptCost,
  derive: typeof scrypt = scrypt,
): PasswordHasher {
  const inTurn = boundedTurns();
  const decoy = { cost, salt: randomBytes(saltBytes), hash: randomBytes(32) };
  return {
    hash: (password, from) =>
      inTurn(from, async () => {
        const salt = randomBytes(saltBytes);
        return encode({ cost, salt, hash: await derive(bytesOf(password), salt, cost) });
      }),
    verify(password, hash, from) {
      const known = hash === undefined ? undefined : decode(hash);
      const against = known ?? decoy;
      return inTurn(from, async () => {
        const found = await derive(bytesOf(password), against.salt, against.cost);
        return equalConstantTime(found, against.hash) && known !== undefined;
      });
    },
    isOutdated(hash) {
      const known = decode(hash)?.cost;
      return known?.logN !== cost.logN || known.r !== cost.r || known.p !== cost.p;
    },
  };
}

/**
 * The same password typed on another keyboard: compatibility forms are made one, as NIST SP 800-63B (3.1.1.2) asks for.
 */
function bytesOf(password: string): Uint8Array {
  return Buffer.from(password.normalize('NFKC'), 'utf8');
}

interface StoredHash {
  readonly cost: ScryptCost;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

function encode({ cost, salt, hash }: StoredHash): string {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${base64(salt)}$${base64(hash)}`;
}

function decode(text: string): StoredHash | undefined {
  const parts =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/.exec(text);
  if (parts === null) return undefined;
  const [logN, r, p] = parts.slice(1, 4).map(Number);
  if (logN === undefined || r === undefined || p === undefined) return undefined;
  if (logN < 1 || logN > maxLogN || r < 1 || r > 16 || p < 1 || p > 4) return undefined;
  return {
    cost: { logN, r, p },
    salt: Buffer.from(parts[4] ?? '', 'base64'),
    hash: Buffer.from(parts[5] ?? '', 'base64'),
  };
}

const maxWaiting = 32;
const maxWaitingPerAddress = 4;

/** Work that runs one at a time; few may wait, and of one address fewer, so that it cannot take every place. */
function boundedTurns() {
  const waitingFrom = new Map<string, number>();
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async <Value>(from: string, work: () => Promise<Value>): Promise<Value> => {
    const own = waitingFrom.get(from) ?? 0;
    if (waiting >= maxWaiting || own >= maxWaitingPerAddress) {
      throw new IdentityError('identity/sign-in-busy', 'Too many sign-ins are waiting for their turn.');
    }
    waiting++;
    waitingFrom.set(from, own + 1);
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      waiting--;
      const left = (waitingFrom.get(from) ?? 1) - 1;
      if (left === 0) waitingFrom.delete(from);
      else waitingFrom.set(from, left);
    }
  };
}
