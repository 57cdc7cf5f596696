/** A key that this page made and nobody else ever sees. */
export interface ShortKey {
  readonly id: string;
  readonly secret: string;
  readonly expiresAtMs: number;
}

/** Keys for trying things out: made where one is needed, good for an hour, in the memory of this page alone. */
export interface ShortKeys {
  /** The key for a project, made now where there is none yet. Rejects with the server's refusal. */
  of(project: string): Promise<ShortKey>;
  /** The one there is. */
  known(project: string): ShortKey | undefined;
  /** Revokes the key of a project. Rejects with the server's refusal. */
  end(project: string): Promise<void>;
}

const lifetimeMs = 3_600_000;
/** A key that is about to end is not begun with. */
const marginMs = 60_000;

/** @param options.make makes a key on the server, @param options.revoke ends one there; both reject with its refusal */
export function createShortKeys(options: {
  readonly make: (body: {
    readonly name: string;
    readonly project: string;
    readonly expiresAt: string;
  }) => Promise<{ readonly key: { readonly id: string }; readonly secret: string }>;
  readonly revoke: (id: string) => Promise<unknown>;
  readonly now: () => number;
}): ShortKeys {
  const { now } = options;
  const keys = new Map<string, ShortKey>();
  const making = new Map<string, Promise<ShortKey>>();

  function known(project: string): ShortKey | undefined {
    const key = keys.get(project);
    return key !== undefined && key.expiresAtMs - marginMs > now() ? key : undefined;
  }

  async function make(project: string): Promise<ShortKey> {
    const expiresAtMs = now() + lifetimeMs;
    const expiresAt = new Date(expiresAtMs).toISOString();
    const { key, secret } = await options.make({ name: 'playground', project, expiresAt });
    const made = { id: key.id, secret, expiresAtMs };
    keys.set(project, made);
    return made;
  }

  return {
    known,
    async of(project) {
      const ready = known(project);
      if (ready) return ready;
      const begun = making.get(project) ?? make(project).finally(() => making.delete(project));
      making.set(project, begun);
      return begun;
    },
    async end(project) {
      const key = keys.get(project);
      if (key === undefined) return;
      await options.revoke(key.id);
      keys.delete(project);
    },
  };
}
