import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Config } from '../config/readConfig.ts';
import { AppError } from '../errors.ts';
import type { KeyVaultSecrets, SecretVersion } from './keyVaultSecrets.ts';

/** Keeps texts secret in tables, and makes tokens that need not be kept. Every member throws AppError `CredentialProblem` where Key Vault does not give out the key. */
export interface Sealer {
  /** Encrypts a text; `context` says what it belongs to, and has to be the same to open it. */
  seal(text: string, context: string): Promise<string>;
  open(sealed: string, context: string): Promise<string>;
  /** The version of the key that tokens are made with now. */
  version(): Promise<string>;
  /** A text of 43 characters that only this app can tell, equal for an equal subject and version. */
  token(subject: string, version: string): Promise<string>;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** After so long it is asked again which version is the newest, in milliseconds. */
const NEWEST_FOR_MS = 10 * 60_000;

/** Derives keys for each purpose from one version of the secret. https://www.rfc-editor.org/rfc/rfc5869 */
function derive(secret: Buffer, purpose: 'seal' | 'token'): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `partner-center-functions ${purpose}`, KEY_BYTES));
}

/**
 * Seals with AES-256-GCM under a key from Key Vault, which is made when it is missing. A sealed text names the version of its key, so
 * that a key may be rotated.
 */
export function createSealer(
  { webhookKeyName: name }: Pick<Config, 'webhookKeyName'>,
  secrets: KeyVaultSecrets,
  now: () => number = Date.now,
): Sealer {
  const known = new Map<string, Promise<Buffer>>();
  let latest: Promise<string> | undefined;
  let askedAt = 0;

  const bytesOf = ({ value }: Pick<SecretVersion, 'value'>): Buffer => {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length >= KEY_BYTES) return bytes;
    const message = `"${name}" in Key Vault is no key: store at least ${KEY_BYTES} random bytes in base64.`;
    throw new AppError('CredentialProblem', message);
  };

  const readLatest = async (): Promise<string> => {
    const stored = await secrets.read(name);
    const value = stored?.value ?? randomBytes(KEY_BYTES).toString('base64');
    const version = stored?.version ?? (await secrets.set(name, value));
    known.set(version, Promise.resolve(bytesOf({ value })));
    return version;
  };

  const version = (): Promise<string> => {
    if (latest && askedAt + NEWEST_FOR_MS > now()) return latest;
    askedAt = now();
    latest = readLatest().catch((error: unknown) => {
      latest = undefined;
      throw error;
    });
    return latest;
  };

  const readVersion = async (wanted: string): Promise<Buffer> => {
    const stored = await secrets.read(name, wanted);
    if (stored) return bytesOf(stored);
    const message = `Key Vault holds no version ${wanted} of "${name}", which webhooks are encrypted with. Recover it, or delete the webhooks and make them again.`;
    throw new AppError('CredentialProblem', message);
  };

  const secretOf = (wanted: string): Promise<Buffer> => {
    const reading = known.get(wanted) ?? readVersion(wanted);
    known.set(wanted, reading);
    reading.catch(() => known.delete(wanted));
    return reading;
  };

  return {
    version,
    async seal(text, context) {
      const current = await version();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', derive(await secretOf(current), 'seal'), iv);
      cipher.setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${current}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    async open(sealed, context) {
      const [keyVersion = '', encoded = ''] = sealed.split('.');
      const bytes = Buffer.from(encoded, 'base64url');
      const iv = bytes.subarray(0, IV_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', derive(await secretOf(keyVersion), 'seal'), iv, {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    },
    async token(subject, keyVersion) {
      return createHmac('sha256', derive(await secretOf(keyVersion), 'token'))
        .update(subject)
        .digest('base64url');
    },
  };
}
