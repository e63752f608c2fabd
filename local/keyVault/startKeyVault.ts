import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { serve, type RunningServer, type ServeOptions } from '../serve.ts';
import { secretsApi } from './secretsApi.ts';
import { createSecretStore } from './secretStore.ts';
import { VaultError, vaultErrorAnswer } from './vaultErrors.ts';

export interface KeyVaultOptions extends ServeOptions {
  /** Verifies the tokens the identity emulator gives out. */
  tokenKey: KeyObject;
  tenantId: string;
  /** Address of the identity emulator, named in the challenge. */
  authorityUrl: string;
  /** What the vault holds at start; a certificate (PEM with its key) is readable as a secret of its name. */
  secrets: Record<string, string>;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

const RESOURCE = 'https://vault.azure.net';

const epochSeconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));
const secretRequest = z.strictObject({
  name: z.string().regex(/^[0-9a-zA-Z-]{1,127}$/),
  value: z.string(),
  created: epochSeconds.optional(),
  expires: epochSeconds.optional(),
});
const faultRequest = z.strictObject({
  kind: z.enum(['forbidden', 'unavailable', 'setFails']),
  count: z.int().min(1).default(1),
});

function failure(error: unknown): Answer {
  if (error instanceof VaultError) return vaultErrorAnswer(error.kind);
  if (error instanceof z.ZodError) return { status: 400, body: { error: { message: z.prettifyError(error) } } };
  const message = error instanceof Error ? error.message : String(error);
  return { status: error instanceof SyntaxError ? 400 : 500, body: { error: { message } } };
}

/** Starts a Key Vault for secrets: bearer challenge, versions, and faults on demand. */
export async function startKeyVault(options: KeyVaultOptions): Promise<RunningServer> {
  const { tokenKey, tenantId, authorityUrl, tls, port } = options;
  const store = createSecretStore(options.secrets);
  let requests: { method: string; path: string; status: number }[] = [];
  let faults: z.output<typeof faultRequest>[] = [];

  /** https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses */
  async function authenticate({ headers }: IncomingMessage): Promise<void> {
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (!token) throw new VaultError('missingToken');
    try {
      const { payload } = await jwtVerify(token, tokenKey, { algorithms: ['RS256'], audience: RESOURCE });
      if (payload.tid !== tenantId) throw new Error('The token is from another tenant.');
    } catch {
      throw new VaultError('invalidToken');
    }
  }

  function raiseFault(method: string | undefined): void {
    const fault = faults.find(({ kind, count }) => count > 0 && (kind !== 'setFails' || method === 'PUT'));
    if (!fault) return;
    fault.count--;
    throw new VaultError(fault.kind === 'unavailable' ? 'unavailable' : 'forbidden');
  }

  async function vault(request: IncomingMessage, url: URL): Promise<Answer> {
    await authenticate(request);
    raiseFault(request.method);
    const vaultUrl = `${tls ? 'https' : 'http'}://${request.headers.host ?? ''}`;
    return { status: 200, body: await secretsApi(request, url, vaultUrl, store) };
  }

  async function control(request: IncomingMessage, path: string): Promise<Answer> {
    switch (`${request.method} ${path}`) {
      case 'GET /_emulator/requests':
        return { status: 200, body: { items: requests } };
      case 'GET /_emulator/secrets':
        return { status: 200, body: { items: store.latest().map(({ name, value }) => ({ name, value })) } };
      case 'POST /_emulator/secrets': {
        const { name, value, created, expires } = secretRequest.parse(await json(request));
        const said = { ...(created !== undefined && { created }), ...(expires !== undefined && { expires }) };
        return { status: 200, body: { version: store.set(name, value, said).version } };
      }
      case 'POST /_emulator/faults':
        faults.push(faultRequest.parse(await json(request)));
        return { status: 200, body: {} };
      case 'POST /_emulator/reset':
        store.reset();
        requests = [];
        faults = [];
        return { status: 200, body: {} };
      default:
        return { status: 404, body: { error: { message: 'Nothing here; see local/keyVault/README.md.' } } };
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://vault.invalid');
    const isControl = url.pathname.startsWith('/_emulator/');
    const given = await (isControl ? control(request, url.pathname) : vault(request, url)).catch(failure);
    if (!isControl) requests.push({ method: request.method ?? '', path: url.pathname, status: given.status });
    const challenge = `Bearer authorization="${authorityUrl}/${tenantId}", resource="${RESOURCE}"`;
    response.writeHead(given.status, {
      'content-type': 'application/json; charset=utf-8',
      ...(given.status === 401 && { 'www-authenticate': challenge }),
    });
    response.end(JSON.stringify(given.body));
  }

  return serve((request, response) => void answer(request, response), { ...(tls && { tls }), port: port ?? 0 });
}
