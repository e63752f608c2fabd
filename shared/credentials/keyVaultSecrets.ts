import type { TokenCredential } from '@azure/identity';
import { SecretClient, type KeyVaultSecret } from '@azure/keyvault-secrets';
import type { Config } from '../config/readConfig.ts';
import { isSecretNotFound, vaultProblem } from './vaultProblem.ts';

/** One version of a secret, as Key Vault has it now. */
export interface SecretVersion {
  value: string;
  version: string;
  createdOn?: Date;
  /** When it ends, where whoever stored it said so. */
  expiresOn?: Date;
}

export interface KeyVaultSecrets {
  /** The latest version, or undefined when there is no such secret; read once per process unless forced. */
  get(name: string, options?: { force?: boolean }): Promise<string | undefined>;
  /** A version, the latest unless it is named; undefined when there is none. Asks Key Vault every time. */
  read(name: string, version?: string): Promise<SecretVersion | undefined>;
  /** Writes a new version, and answers its name. */
  set(name: string, value: string): Promise<string>;
}

function toVersion({ value = '', properties }: KeyVaultSecret): SecretVersion {
  const { version = '', createdOn, expiresOn } = properties;
  return { value, version, ...(createdOn && { createdOn }), ...(expiresOn && { expiresOn }) };
}

const RETRY_OPTIONS = { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 5000 };

/** A vault at a loopback address cannot carry the domain that the client otherwise compares with the challenge's resource. */
export function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/**
 * Secrets of one vault, read with single flight: a thousand callers at once cost one read.
 * @throws AppError `CredentialProblem` naming the secret and what to check.
 */
export function createKeyVaultSecrets(
  { keyVaultUrl }: Pick<Config, 'keyVaultUrl'>,
  credential: TokenCredential,
): KeyVaultSecrets {
  const client = new SecretClient(keyVaultUrl, credential, {
    disableChallengeResourceVerification: isLoopback(keyVaultUrl),
    retryOptions: RETRY_OPTIONS,
  });
  const known = new Map<string, string | undefined>();
  const pending = new Map<string, Promise<string | undefined>>();

  async function read(name: string, version?: string): Promise<SecretVersion | undefined> {
    try {
      return toVersion(await client.getSecret(name, version === undefined ? {} : { version }));
    } catch (cause) {
      if (isSecretNotFound(cause)) return undefined;
      throw vaultProblem('read', name, keyVaultUrl, cause);
    }
  }

  async function readOnce(name: string): Promise<string | undefined> {
    const reading = read(name).then((secret) => secret?.value);
    pending.set(name, reading);
    try {
      const value = await reading;
      if (pending.get(name) === reading) known.set(name, value);
      return value;
    } finally {
      if (pending.get(name) === reading) pending.delete(name);
    }
  }

  return {
    async get(name, { force = false } = {}) {
      if (!force && known.has(name)) return known.get(name);
      return pending.get(name) ?? readOnce(name);
    },
    read,
    async set(name, value) {
      let version: string;
      try {
        version = toVersion(await client.setSecret(name, value)).version;
      } catch (cause) {
        throw vaultProblem('write', name, keyVaultUrl, cause);
      }
      pending.delete(name);
      known.set(name, value);
      return version;
    },
  };
}
