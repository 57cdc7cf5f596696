import { endianness } from 'node:os';
import { SealingError } from '../../errors.ts';
import { CryptokiError } from './cryptoki-error.ts';
import { functionTable } from './cryptoki-names.ts';
import { type Layout, NativeMemory } from './native-memory.ts';

type FunctionName = (typeof functionTable)[number];

/** What one argument of a function is: CK_ULONG, CK_BYTE or a pointer. */
const parameters = {
  C_Initialize: ['void *'],
  C_GetSlotList: ['uchar', 'void *', 'void *'],
  C_GetTokenInfo: ['ulong', 'void *'],
  C_OpenSession: ['ulong', 'ulong', 'void *', 'void *', 'void *'],
  C_CloseSession: ['ulong'],
  C_Login: ['ulong', 'ulong', 'void *', 'ulong'],
  C_CreateObject: ['ulong', 'void *', 'ulong', 'void *'],
  C_DestroyObject: ['ulong', 'ulong'],
  C_GetAttributeValue: ['ulong', 'ulong', 'void *', 'ulong'],
  C_FindObjectsInit: ['ulong', 'void *', 'ulong'],
  C_FindObjects: ['ulong', 'void *', 'ulong', 'void *'],
  C_FindObjectsFinal: ['ulong'],
  C_EncryptInit: ['ulong', 'void *', 'ulong'],
  C_Encrypt: ['ulong', 'void *', 'ulong', 'void *', 'void *'],
  C_DecryptInit: ['ulong', 'void *', 'ulong'],
  C_Decrypt: ['ulong', 'void *', 'ulong', 'void *', 'void *'],
  C_SignInit: ['ulong', 'void *', 'ulong'],
  C_Sign: ['ulong', 'void *', 'ulong', 'void *', 'void *'],
  C_GenerateKey: ['ulong', 'void *', 'void *', 'ulong', 'void *'],
  C_GenerateKeyPair: ['ulong', 'void *', 'void *', 'ulong', 'void *', 'ulong', 'void *', 'void *'],
} as const satisfies Partial<Record<FunctionName, readonly string[]>>;

/** The functions of the standard that are used here. */
export type CryptokiFunction = keyof typeof parameters;

/** A loaded and initialised PKCS #11 module. */
export interface Cryptoki {
  /**
   * Runs a function on another thread, so that a slow module does not stop this one; a module that hangs keeps that
   * thread, and nothing can end the call.
   * @throws CryptokiError for every result but CKR_OK
   */
  call(name: CryptokiFunction, ...values: readonly (number | bigint)[]): Promise<void>;
  /** Memory for calls, overwritten when `task` ends. */
  withMemory<Result>(capacityBytes: number, task: (memory: NativeMemory) => Promise<Result>): Promise<Result>;
}

const osLocking = 0x02;
const alreadyInitialised = 0x191;

/**
 * Loads a PKCS #11 module through koffi and initialises it. That is done once in a process whoever asks, by the
 * standard (v2.40, section 5.4), and never undone: others in the process may be using the module.
 * @throws SealingError sealing/provider-unavailable where koffi or the module cannot be loaded
 */
export async function loadCryptoki(path: string): Promise<Cryptoki> {
  const koffi = await loadKoffi();
  const layout: Layout = {
    ulongBytes: koffi.sizeof('ulong') === 4 ? 4 : 8,
    littleEndian: endianness() === 'LE',
    address: (bytes) => koffi.address(bytes),
  };
  const table = functionList(koffi, path, layout);
  // CK_VERSION comes first: 2 bytes, padded to a pointer's 8 except where structures are packed.
  const firstPointer = process.platform === 'win32' ? 2 : 8;
  const names: readonly string[] = functionTable;
  const functions = new Map(
    Object.entries(parameters).map(([name, types]) => {
      const target: unknown = koffi.decode(table, firstPointer + 8 * names.indexOf(name), 'void *');
      if (typeof target !== 'bigint' || target === 0n) throw unusable(path, `it has no ${name}`);
      const callable = koffi.decode(target, koffi.proto('ulong', [...types]));
      return [name, callable.async] as const;
    }),
  );
  const call: Cryptoki['call'] = async (name, ...values) => {
    const result = await new Promise<number>((resolve, reject) => {
      functions.get(name)(...values, (error: unknown, value: unknown) =>
        error ? reject(error) : resolve(Number(value)),
      );
    });
    if (result !== 0) throw new CryptokiError(name, result);
  };
  const withMemory: Cryptoki['withMemory'] = async (capacityBytes, task) => {
    const memory = new NativeMemory(layout, capacityBytes);
    try {
      return await task(memory);
    } finally {
      memory.wipe();
    }
  };
  await withMemory(64, async (memory) => {
    // CK_C_INITIALIZE_ARGS: no mutex functions of our own, the module is to use the system's.
    const none = { pointer: 0n };
    const given = memory.struct([none, none, none, none, { ulong: osLocking }, none]);
    await call('C_Initialize', given.address).catch((cause: unknown) => {
      if (!(cause instanceof CryptokiError) || cause.result !== alreadyInitialised) throw cause;
    });
  });
  return { call, withMemory };
}

type Koffi = typeof import('koffi');

async function loadKoffi(): Promise<Koffi> {
  try {
    return await import('koffi');
  } catch (cause) {
    throw new SealingError(
      'sealing/provider-unavailable',
      'PKCS #11 needs the optional package koffi, which is not installed here or has no binary for this system.',
      { cause },
    );
  }
}

/** The address of the module's CK_FUNCTION_LIST. */
function functionList(koffi: Koffi, path: string, layout: Layout): bigint {
  const memory = new NativeMemory(layout, 16);
  const target = memory.struct([{ pointer: 0n }]);
  try {
    const result: unknown = koffi.load(path).func('C_GetFunctionList', 'ulong', ['void *'])(target.address);
    if (Number(result) !== 0) throw new CryptokiError('C_GetFunctionList', Number(result));
  } catch (cause) {
    throw unusable(path, 'it is no PKCS #11 module for this system', cause);
  }
  const view = new DataView(target.bytes.buffer, target.bytes.byteOffset, 8);
  return view.getBigUint64(0, layout.littleEndian);
}

function unusable(path: string, reason: string, cause?: unknown): SealingError {
  return new SealingError('sealing/provider-unavailable', `${path} cannot be used: ${reason}.`, { cause });
}
