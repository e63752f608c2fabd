import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKeyVaultSecrets, type KeyVaultSecrets } from '../../../shared/credentials/keyVaultSecrets.ts';
import { createManagedIdentityCredential } from '../../../shared/credentials/managedIdentityCredential.ts';
import { createSealer, type Sealer } from '../../../shared/credentials/sealer.ts';
import { startLocalCloud, type LocalCloud } from './localCloud.ts';

const NAME = 'webhook-encryption-key';

let cloud: LocalCloud;
let sealer: Sealer;

beforeAll(async () => {
  cloud = await startLocalCloud();
});
beforeEach(async () => {
  await cloud.reset();
  sealer = start();
});
afterAll(() => cloud.close());

function startSecrets(): KeyVaultSecrets {
  return createKeyVaultSecrets(cloud.config, createManagedIdentityCredential(cloud.config));
}

/** As a process of its own does. */
function start(): Sealer {
  return createSealer(cloud.config, startSecrets());
}

const store = async (value: string) => String((await cloud.toVault('secrets', { name: NAME, value })).version);
const newKey = (bytes = 32) => randomBytes(bytes).toString('base64');

function flipped(sealed: string, index: number): string {
  const [version = '', encoded = ''] = sealed.split('.');
  const bytes = Buffer.from(encoded, 'base64url');
  bytes[index % bytes.length] = (bytes[index % bytes.length] ?? 0) ^ (1 + (index % 255));
  return `${version}.${bytes.toString('base64url')}`;
}

async function problemOf(deed: Promise<unknown>): Promise<{ code: string; message: string }> {
  return deed.then(
    () => {
      throw new Error('It went well.');
    },
    (error: unknown) => error as { code: string; message: string },
  );
}

describe('a sealed text', () => {
  test('is opened again, whatever it is and belongs to', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(text, text, async (sealed, context) => {
        expect(await sealer.open(await sealer.seal(sealed, context), context)).toBe(sealed);
      }),
    );
  });

  test('shows nothing of the text, and is another one each time', async () => {
    const texts = await Promise.all(Array.from({ length: 50 }, () => sealer.seal('https://receiver.example', 'one')));
    expect(new Set(texts).size).toBe(50);
    for (const text of texts) {
      expect(text).toMatch(/^[0-9a-f]{32}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain('receiver');
    }
  });

  test('is not opened for anything else', async () => {
    const sealed = await sealer.seal('text', 'webhook/secret');
    for (const context of ['webhook/callback', 'another/secret', 'webhook/secret ', '']) {
      await expect(sealer.open(sealed, context)).rejects.toThrow();
    }
  });

  test('is not opened with any byte changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 20 }), fc.nat({ max: 10_000 }), async (text, index) => {
        const sealed = await sealer.seal(text, 'one');
        await expect(sealer.open(flipped(sealed, index), 'one')).rejects.toThrow();
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['no version', '.AAAA'],
    ['no bytes', 'VERSION.'],
    ['too few bytes', 'VERSION.AAAA'],
    ['no tag', `VERSION.${'A'.repeat(16)}`],
  ])('that holds %s is refused', async (_, text) => {
    await expect(sealer.open(text.replace('VERSION', await sealer.version()), 'one')).rejects.toThrow();
  });
});

describe('the key', () => {
  test('is made where it is missing: 32 bytes, once however many ask', async () => {
    const texts = await Promise.all(Array.from({ length: 100 }, () => sealer.seal('text', 'one')));
    expect(Buffer.from((await cloud.storedSecret(NAME)) ?? '', 'base64')).toHaveLength(32);
    expect(await cloud.secretRequests('PUT', NAME)).toHaveLength(1);
    expect(await cloud.secretRequests('GET', NAME)).toHaveLength(1);
    expect(await start().open(texts[0] ?? '', 'one')).toBe('text');
  });

  test('that four instances make at once opens what either of them sealed', async () => {
    const size = 4;
    const sets: (() => void)[] = [];
    const instances = Array.from({ length: size }, () => {
      const secrets = startSecrets();
      return createSealer(cloud.config, {
        ...secrets,
        /** Not before all of them have found none. */
        async set(name, value) {
          await new Promise<void>((resolve) => {
            sets.push(resolve);
            if (sets.length === size) for (const set of sets) set();
          });
          return secrets.set(name, value);
        },
      });
    });
    const texts = await Promise.all(instances.map((one, index) => one.seal(`text ${index}`, 'one')));
    expect(await cloud.secretRequests('PUT', NAME)).toHaveLength(size);
    for (const instance of [...instances, start()]) {
      const opened = await Promise.all(texts.map((text) => instance.open(text, 'one')));
      expect(opened).toEqual(['text 0', 'text 1', 'text 2', 'text 3']);
    }
  });

  test('is that of Key Vault where there is one', async () => {
    const version = await store(newKey(48));
    expect(await sealer.version()).toBe(version);
    expect(await sealer.seal('text', 'one')).toMatch(new RegExp(`^${version}\\.`));
    expect(await cloud.secretRequests('PUT', NAME)).toEqual([]);
  });

  test('that was rotated opens what was sealed before, and what other processes seal with either', async () => {
    const old = await sealer.seal('old', 'one');
    const version = await store(newKey());
    const later = start();
    const fresh = await later.seal('fresh', 'one');
    expect(fresh).toMatch(new RegExp(`^${version}\\.`));
    for (const instance of [sealer, later, start()]) {
      expect(await instance.open(old, 'one')).toBe('old');
      expect(await instance.open(fresh, 'one')).toBe('fresh');
      expect(await instance.open(await sealer.seal('still', 'one'), 'one')).toBe('still');
    }
  });

  test('is read once, each version of it', async () => {
    const old = await sealer.seal('old', 'one');
    await store(newKey());
    const later = start();
    await Promise.all(Array.from({ length: 100 }, () => later.open(old, 'one')));
    await Promise.all(Array.from({ length: 100 }, () => later.seal('fresh', 'one')));
    expect(await cloud.secretRequests('GET', `${NAME}/${old.split('.')[0] ?? ''}`)).toHaveLength(1);
    expect(await cloud.secretRequests('GET', NAME)).toHaveLength(3);
  });

  test('that is gone says what to do', async () => {
    const sealed = await sealer.seal('text', 'one');
    const version = await sealer.version();
    await cloud.reset();
    await store(newKey());
    expect(await problemOf(start().open(sealed, 'one'))).toMatchObject({
      code: 'CredentialProblem',
      message: `Key Vault holds no version ${version} of "${NAME}", which webhooks are encrypted with. Recover it, or delete the webhooks and make them again.`,
    });
    expect(await problemOf(start().token('webhook', version))).toMatchObject({ code: 'CredentialProblem' });
  });

  test.each([
    ['nothing like it', 'to be done'],
    ['too short', newKey(31)],
    ['empty', ''],
  ])('that is %s is called so, and is not shown', async (_, value) => {
    const version = await store(value);
    for (const deed of [sealer.seal('text', 'one'), sealer.version(), sealer.token('one', version)]) {
      const problem = await problemOf(deed);
      expect(problem).toMatchObject({
        code: 'CredentialProblem',
        message: `"${NAME}" in Key Vault is no key: store at least 32 random bytes in base64.`,
      });
    }
    await store(newKey());
    expect(await sealer.open(await sealer.seal('text', 'one'), 'one')).toBe('text');
  });

  test('that Key Vault does not give out is asked for again by the next', async () => {
    await store(newKey());
    await cloud.toVault('faults', { kind: 'forbidden', count: 1 });
    expect(await problemOf(sealer.seal('text', 'one'))).toMatchObject({
      code: 'CredentialProblem',
      message: expect.stringContaining('Key Vault Secrets User') as string,
    });
    const sealed = await sealer.seal('text', 'one');
    const later = start();
    await cloud.toVault('faults', { kind: 'forbidden', count: 1 });
    expect(await problemOf(later.open(sealed, 'one'))).toMatchObject({ code: 'CredentialProblem' });
    expect(await later.open(sealed, 'one')).toBe('text');
  });

  test('that may not be written names the role that is missing', async () => {
    await cloud.toVault('faults', { kind: 'setFails', count: 1 });
    expect(await problemOf(sealer.seal('text', 'one'))).toMatchObject({
      code: 'CredentialProblem',
      message: expect.stringMatching(/writing "webhook-encryption-key".*Key Vault Secrets Officer/) as string,
    });
    expect(await sealer.open(await sealer.seal('text', 'one'), 'one')).toBe('text');
  });
});

describe('a token', () => {
  test('is 43 characters, equal for the same subject and version in every process', async () => {
    const version = await sealer.version();
    const token = await sealer.token('webhook', version);
    expect(token).toMatch(/^[\w-]{43}$/);
    await store(newKey());
    expect(await sealer.token('webhook', version)).toBe(token);
    expect(await start().token('webhook', version)).toBe(token);
  });

  test('is another for any other subject or version', async () => {
    const versions = [await sealer.version(), await store(newKey())];
    const tokens = await Promise.all(
      versions.flatMap((version) => ['webhook', 'webhook2', ''].map((subject) => sealer.token(subject, version))),
    );
    expect(new Set(tokens).size).toBe(6);
  });
});
