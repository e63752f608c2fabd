import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import type { SecretStore, SecretVersion } from './secretStore.ts';
import { VaultError } from './vaultErrors.ts';

const setSecret = z.object({
  value: z.string().max(25_600),
  contentType: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  /** Others are not modelled. */
  attributes: z.object({ exp: z.int().optional() }).optional(),
});

const ROUTE = /^\/secrets(?:\/([0-9a-zA-Z-]{1,127})(?:\/([0-9a-zA-Z]+))?)?\/?$/;

function properties(
  { name, version, contentType, tags, created, expires }: SecretVersion,
  vaultUrl: string,
  withVersion = true,
) {
  return {
    id: `${vaultUrl}/secrets/${name}${withVersion ? `/${version}` : ''}`,
    attributes: {
      enabled: true,
      ...(expires !== undefined && { exp: expires }),
      created,
      updated: created,
      recoveryLevel: 'Recoverable+Purgeable',
      recoverableDays: 90,
    },
    ...(contentType && { contentType }),
    ...(tags && { tags }),
  };
}

async function readBody(request: IncomingMessage): Promise<z.output<typeof setSecret>> {
  const parsed = setSecret.safeParse(await json(request).catch(() => undefined));
  if (!parsed.success) throw new VaultError('badParameter');
  return parsed.data;
}

/**
 * The Key Vault secrets operations: get (latest or one version), set, list, list versions.
 * https://learn.microsoft.com/rest/api/keyvault/secrets
 */
export async function secretsApi(
  request: IncomingMessage,
  url: URL,
  vaultUrl: string,
  store: SecretStore,
): Promise<unknown> {
  const [matched, name, version] = ROUTE.exec(url.pathname) ?? [];
  if (!matched || !url.searchParams.has('api-version')) throw new VaultError('badParameter');
  if (request.method === 'PUT' && name && !version) {
    const { value, contentType, tags, attributes } = await readBody(request);
    const expires = attributes?.exp;
    const set = store.set(name, value, {
      ...(contentType && { contentType }),
      ...(tags && { tags }),
      ...(expires !== undefined && { expires }),
    });
    return { value, ...properties(set, vaultUrl) };
  }
  if (request.method !== 'GET') throw new VaultError('badParameter');
  if (!name) return { value: store.latest().map((secret) => properties(secret, vaultUrl, false)), nextLink: null };
  if (version === 'versions') {
    return { value: store.versions(name).map((secret) => properties(secret, vaultUrl)), nextLink: null };
  }
  const secret = store.get(name, version);
  if (!secret) throw new VaultError('secretNotFound');
  return { value: secret.value, ...properties(secret, vaultUrl) };
}
