import { randomUUID } from 'node:crypto';

export interface SecretVersion {
  name: string;
  version: string;
  value: string;
  contentType?: string;
  tags?: Record<string, string>;
  /** Epoch seconds. */
  created: number;
  /** Epoch seconds; absent where nobody said when it ends. */
  expires?: number;
}

/** What may be said of a new version; it is created now unless that is said. */
export type SecretProperties = Partial<Pick<SecretVersion, 'contentType' | 'tags' | 'created' | 'expires'>>;

export interface SecretStore {
  set(name: string, value: string, properties?: SecretProperties): SecretVersion;
  get(name: string, version?: string): SecretVersion | undefined;
  /** Oldest first. */
  versions(name: string): readonly SecretVersion[];
  latest(): SecretVersion[];
  reset(): void;
}

/** Secrets in memory with all their versions; names do not distinguish case, as in Key Vault. */
export function createSecretStore(seed: Record<string, string>): SecretStore {
  const secrets = new Map<string, SecretVersion[]>();

  const store: SecretStore = {
    set(name, value, properties = {}) {
      const pem = value.startsWith('-----BEGIN ') ? { contentType: 'application/x-pem-file' } : {};
      const created = Math.floor(Date.now() / 1000);
      const version = { name, version: randomUUID().replaceAll('-', ''), value, created, ...pem, ...properties };
      secrets.set(name.toLowerCase(), [...store.versions(name), version]);
      return version;
    },
    get(name, version) {
      const all = store.versions(name);
      return version ? all.find((one) => one.version === version) : all.at(-1);
    },
    versions: (name) => secrets.get(name.toLowerCase()) ?? [],
    latest: () => [...secrets.values()].flatMap((all) => all.slice(-1)),
    reset() {
      secrets.clear();
      for (const [name, value] of Object.entries(seed)) store.set(name, value);
    },
  };
  store.reset();
  return store;
}
