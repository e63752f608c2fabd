/** An access token and when it ends, in epoch milliseconds. */
export interface Token {
  value: string;
  expiresAt: number;
}

/** Where the tokens of one flow come from. */
export interface TokenSource {
  /** Whether Key Vault holds what the flow needs. */
  configured(options: { force: boolean }): Promise<boolean>;
  /** A new token, never a cached one. */
  acquire(): Promise<Token>;
}

type Acquire = () => Promise<Token>;

export interface TokenCache {
  /** A token that still lives; `rejected` is one an API refused and is not given out again. */
  get(key: string, acquire: Acquire, rejected?: string): Promise<string>;
  /** A new token now, whatever is cached. */
  renew(key: string, acquire: Acquire): Promise<Token>;
}

interface Entry {
  token?: Token;
  renewAt: number;
  pending?: Promise<Token>;
}

const RENEWAL_MARGIN_IN_MS = 5 * 60 * 1000;
const PAUSE_AFTER_FAILED_RENEWAL_IN_MS = 30 * 1000;

/** Keeps one token per key, renewed with single flight five minutes before it ends (half its life if that is shorter). */
export function createTokenCache(now: () => number): TokenCache {
  const entries = new Map<string, Entry>();

  function entryOf(key: string): Entry {
    const entry = entries.get(key) ?? { renewAt: 0 };
    entries.set(key, entry);
    return entry;
  }

  async function fill(entry: Entry, acquire: Acquire): Promise<Token> {
    try {
      const token = await acquire();
      entry.token = token;
      entry.renewAt = token.expiresAt - Math.min(RENEWAL_MARGIN_IN_MS, (token.expiresAt - now()) / 2);
      return token;
    } finally {
      delete entry.pending;
    }
  }

  function renew(key: string, acquire: Acquire): Promise<Token> {
    const entry = entryOf(key);
    return (entry.pending ??= fill(entry, acquire));
  }

  return {
    renew,
    async get(key, acquire, rejected) {
      const entry = entryOf(key);
      if (entry.token?.value === rejected) delete entry.token;
      if (entry.token && now() < entry.renewAt) return entry.token.value;
      try {
        return (await renew(key, acquire)).value;
      } catch (error) {
        if (!entry.token || entry.token.value === rejected || now() >= entry.token.expiresAt) throw error;
        entry.renewAt = now() + PAUSE_AFTER_FAILED_RENEWAL_IN_MS;
        return entry.token.value;
      }
    },
  };
}
