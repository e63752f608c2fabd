import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { serve, type RunningServer, type ServeOptions } from '../serve.ts';
import type { TestClock } from '../testClock.ts';
import { control } from './control.ts';
import { discoveryDocument } from './discovery.ts';
import { ENTRA_ERRORS, EntraError, entraErrorBody } from './entraErrors.ts';
import { IdentityState, type LoggedRequest } from './identityState.ts';
import { issueTokens, type Issuer } from './issueTokens.ts';
import { createManagedIdentity, TOKEN_EXCHANGE_AUDIENCES } from './managedIdentity.ts';
import { createTokenSigner } from './tokenSigner.ts';

export interface IdentityOptions extends ServeOptions {
  /** The clock Partner Center's tokens and refresh tokens live by. */
  clock: TestClock;
  managedIdentityPort?: number;
  tenantId: string;
  clientId: string;
  clientSecret?: string;
  /** PEM certificate registered on the application, without its key. */
  certificate?: string;
  /** A refresh token that works from the start. */
  refreshToken?: string;
}

export interface RunningIdentity extends RunningServer {
  /** Value of IDENTITY_ENDPOINT. */
  managedIdentityUrl: string;
  /** Value of IDENTITY_HEADER. */
  managedIdentityHeader: string;
  /** Verifies every token given out here. */
  publicKey: KeyObject;
}

interface Answer {
  status: number;
  body: unknown;
  grantType?: string;
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

function failure(error: unknown): Answer {
  if (error instanceof z.ZodError) return { status: 400, body: { error: { message: z.prettifyError(error) } } };
  const message = error instanceof Error ? error.message : String(error);
  return { status: error instanceof SyntaxError ? 400 : 500, body: { error: { message } } };
}

/** Starts the part of Microsoft Entra ID the app talks to, and the managed identity endpoint beside it. */
export async function startIdentity(options: IdentityOptions): Promise<RunningIdentity> {
  const { clock, tenantId, clientId, tls, port } = options;
  const signer = await createTokenSigner();
  const state = new IdentityState(options, () => clock.now());
  const managedIdentity = createManagedIdentity(tenantId, signer, () => state.switches.managedIdentity);
  const federatedIssuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;
  const issuer: Issuer = {
    clock,
    state,
    signer,
    tenantId,
    registration: () => ({
      clientId: clientId.toLowerCase(),
      clientSecret: state.clientSecret,
      certificate: options.certificate,
      publicClient: state.switches.publicClient,
      federation: {
        publicKey: signer.publicKey,
        issuer: federatedIssuer,
        subject: managedIdentity.principalId,
        audiences: TOKEN_EXCHANGE_AUDIENCES,
      },
    }),
  };

  function baseUrl({ headers }: IncomingMessage): string {
    return `${tls ? 'https' : 'http'}://${headers.host ?? ''}`;
  }

  async function token(request: IncomingMessage, version: 'v1' | 'v2'): Promise<Answer> {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const tenant = `${baseUrl(request)}/${tenantId}`;
    const audiences = [`${tenant}/oauth2/token`, `${tenant}/oauth2/v2.0/token`, `${tenant}/v2.0`];
    const grantType = form.grant_type ? { grantType: form.grant_type } : {};
    try {
      return { status: 200, body: await issueTokens(issuer, { version, form, audiences }), ...grantType };
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      const { status } = ENTRA_ERRORS[error.kind];
      return { status, body: entraErrorBody(error.kind, clock.now()), ...grantType };
    }
  }

  async function authority(request: IncomingMessage, path: string): Promise<Answer> {
    const [, tenant, rest] = /^\/([^/]+)(\/.*)$/.exec(path) ?? [];
    if (tenant?.toLowerCase() !== tenantId.toLowerCase()) {
      return { status: 400, body: entraErrorBody('tenantNotFound', clock.now()) };
    }
    if (request.method === 'POST' && rest === '/oauth2/token') return token(request, 'v1');
    if (request.method === 'POST' && rest === '/oauth2/v2.0/token') return token(request, 'v2');
    const document = discoveryDocument(`/${tenantId}${rest}`, baseUrl(request), tenantId, signer);
    return document ? { status: 200, body: document } : { status: 404, body: {} };
  }

  const listen =
    (service: LoggedRequest['service'], answer: (request: IncomingMessage, path: string) => Promise<Answer>) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const path = new URL(request.url ?? '/', 'https://identity.invalid').pathname;
      const asked = path.startsWith('/_emulator/') ? control(request, path, state) : answer(request, path);
      void asked.catch(failure).then((given: Answer) => {
        if (!path.startsWith('/_emulator/')) {
          const grantType = given.grantType ? { grantType: given.grantType } : {};
          state.requests.push({ service, method: request.method ?? '', path, status: given.status, ...grantType });
        }
        send(response, given);
      });
    };

  const entra = await serve(listen('authority', authority), { ...(tls && { tls }), port: port ?? 0 });
  const managed = await serve(
    listen('managedIdentity', (request) => managedIdentity.answer(request, federatedIssuer)),
    { port: options.managedIdentityPort ?? 0 },
  );
  return {
    ...entra,
    managedIdentityUrl: `${managed.url}/msi/token`,
    managedIdentityHeader: managedIdentity.header,
    publicKey: signer.publicKey,
    async close() {
      await Promise.all([entra.close(), managed.close()]);
    },
  };
}
