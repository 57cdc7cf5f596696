import { SealingError } from '../../errors.ts';
import { oneAtATime } from '../local/one-at-a-time.ts';
import { type Cryptoki, loadCryptoki } from './cryptoki.ts';
import { CryptokiError, cryptokiFailure, isSessionLost } from './cryptoki-error.ts';
import { type TokenSession, tokenSession } from './token-session.ts';

/** Which token of which module, and how to log in to it. */
export interface TokenAddress {
  /** The provider's name, for errors. */
  readonly name: string;
  /** Path of the module's shared library. */
  readonly library: string;
  readonly label: string;
  /** For when several tokens have the label. */
  readonly serial?: string;
  /** Read for each login and overwritten after it; never kept. */
  readonly readPin: () => Promise<Uint8Array>;
}

/** A token that this process is logged in to. */
export interface Token {
  readonly serial: string;
  /**
   * Runs a task in the one session, alone. Where the session is lost before the task got anywhere, a new one is
   * opened and the task runs again.
   * @throws SealingError with the module's own name for what went wrong
   */
  run<Result>(task: (session: TokenSession) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const rwSerialSession = 0x02 | 0x04;
const user = 1;
const maxSlots = 256;
// CK_TOKEN_INFO: label 32, manufacturer 32, model 16, serial 16, then numbers nobody here asks for.
const tokenInfoBytes = 512;

/**
 * Finds the token and logs in. Login is a state of the whole process (PKCS #11 v2.40, section 5.6): where another
 * provider of this process is logged in to the same token already, the PIN is not asked for again by the module.
 * @throws SealingError sealing/provider-unavailable, sealing/provider-config, sealing/provider-refused
 */
export async function openToken(address: TokenAddress): Promise<Token> {
  const inTurn = oneAtATime();
  const cryptoki = await translated(address.name, () => loadCryptoki(address.library));
  const { slot, serial } = await translated(address.name, () => findToken(cryptoki, address));
  let session = await translated(address.name, () => logIn(cryptoki, slot, address));
  return {
    serial,
    run: (task) =>
      inTurn(() =>
        translated(address.name, async () => {
          try {
            return await task(session);
          } catch (cause) {
            if (!isSessionLost(cause)) throw cause;
            session = await logIn(cryptoki, slot, address);
            return await task(session);
          }
        }),
      ),
    close: () => inTurn(() => session.close().catch(() => undefined)),
  };
}

async function translated<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (cause) {
    throw cryptokiFailure(name, cause);
  }
}

async function findToken(
  cryptoki: Cryptoki,
  { name, label, serial }: TokenAddress,
): Promise<{ readonly slot: bigint; readonly serial: string }> {
  const slots = await slotsWithToken(cryptoki);
  const tokens = await Promise.all(slots.map((slot) => tokenIn(cryptoki, slot)));
  const fitting = tokens.filter(
    (token) => token.label === label && (serial === undefined || token.serial === serial),
  );
  const [token] = fitting;
  if (token === undefined) {
    const there = tokens.map((other) => JSON.stringify(other.label)).join(', ');
    throw new SealingError(
      'sealing/provider-unavailable',
      `${name}: the module shows no token ${JSON.stringify(label)}${there === '' ? '' : `; it shows ${there}`}.`,
    );
  }
  if (fitting.length > 1) {
    const serials = fitting.map((other) => other.serial).join(', ');
    throw new SealingError(
      'sealing/provider-config',
      `${name}.tokenSerial: several tokens are labelled ${JSON.stringify(label)}; name one of ${serials}.`,
    );
  }
  return token;
}

async function slotsWithToken({ call, withMemory }: Cryptoki): Promise<readonly bigint[]> {
  return withMemory(maxSlots * 8 + 64, async (memory) => {
    const list = memory.struct(Array.from({ length: maxSlots }, () => ({ ulong: 0 })));
    const count = memory.struct([{ ulong: maxSlots }]);
    await call('C_GetSlotList', 1, list.address, count.address);
    const step = list.bytes.length / maxSlots;
    const number = Math.min(Number(memory.ulongAt(count, 0)), maxSlots);
    return Array.from({ length: number }, (_, index) => memory.ulongAt(list, index * step));
  });
}

async function tokenIn({ call, withMemory }: Cryptoki, slot: bigint) {
  return withMemory(tokenInfoBytes, async (memory) => {
    const info = memory.reserve(tokenInfoBytes);
    await call('C_GetTokenInfo', slot, info.address);
    const text = (from: number, to: number): string =>
      new TextDecoder().decode(info.bytes.subarray(from, to)).trimEnd();
    return { slot, label: text(0, 32), serial: text(80, 96) };
  });
}

async function logIn(cryptoki: Cryptoki, slot: bigint, { readPin }: TokenAddress): Promise<TokenSession> {
  const { call, withMemory } = cryptoki;
  const handle = await withMemory(64, async (memory) => {
    const given = memory.struct([{ ulong: 0 }]);
    await call('C_OpenSession', slot, rwSerialSession, 0n, 0n, given.address);
    return memory.ulongAt(given, 0);
  });
  const session = tokenSession(cryptoki, handle);
  const pin = await readPin();
  try {
    await withMemory(pin.length + 64, async (memory) => {
      const { address } = memory.put(pin);
      await call('C_Login', handle, user, address, pin.length);
    });
  } catch (cause) {
    if (!(cause instanceof CryptokiError) || cause.resultName !== 'CKR_USER_ALREADY_LOGGED_IN') {
      await session.close().catch(() => undefined);
      throw cause;
    }
  } finally {
    pin.fill(0);
  }
  return session;
}
