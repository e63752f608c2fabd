import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { startPartnerCenter } from '../../../local/partnerCenter/startPartnerCenter.ts';
import { TestClock } from '../../../local/testClock.ts';

const AUDIENCE = 'https://api.partnercenter.microsoft.com';
export const PARTNER_TENANT_ID = '11111111-2222-4333-8444-555555555555';
export const OWN_MPN_ID = '9999999';

export type Json = Record<string, unknown>;

export interface Reply<Body = Json> {
  status: number;
  statusText: string;
  headers: Headers;
  text: string;
  body: Body;
}

export interface Ask {
  body?: unknown;
  rawBody?: string;
  headers?: Record<string, string>;
  token?: string | null;
}

export interface Claims {
  [claim: string]: unknown;
}

const USER: Claims = {
  scp: 'user_impersonation',
  amr: ['pwd', 'mfa'],
  upn: 'admin@provider.example',
  appid: randomUUID(),
};
const APP: Claims = { idtyp: 'app', appid: randomUUID() };

/** A running emulator with tokens of its own signing key. */
export async function startHarness(options: { environment?: 'sandbox' | 'production'; startAt?: string } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const clock = new TestClock();
  if (options.startAt) clock.advance(Date.parse(options.startAt) - Date.now());
  const server = await startPartnerCenter({
    clock,
    tokenKey: publicKey,
    partnerTenantId: PARTNER_TENANT_ID,
    mpnId: OWN_MPN_ID,
    ...(options.environment && { environment: options.environment }),
  });

  async function sign(
    claims: Claims,
    { audience = AUDIENCE, lifetimeInSeconds = 3600, key = privateKey }: SignOptions = {},
  ): Promise<string> {
    const issuedAt = Math.floor(clock.now().getTime() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256' })
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeInSeconds)
      .sign(key);
  }

  async function send<Body = Json>(method: string, path: string, ask: Ask = {}): Promise<Reply<Body>> {
    const token = ask.token === undefined ? await sign(USER) : ask.token;
    const sent = ask.rawBody ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body));
    const response = await fetch(`${server.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...ask.headers },
      ...(sent !== undefined && { body: sent }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    return {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
      text,
      body: parse(text) as Body,
    };
  }

  return {
    clock,
    server,
    sign,
    send,
    userToken: () => sign(USER),
    appToken: () => sign(APP),
    get: <Body = Json>(path: string, ask?: Ask) => send<Body>('GET', path, ask),
    post: <Body = Json>(path: string, body?: unknown, ask: Ask = {}) => send<Body>('POST', path, { body, ...ask }),
    patch: <Body = Json>(path: string, body?: unknown, ask: Ask = {}) => send<Body>('PATCH', path, { body, ...ask }),
    control: <Body = Json>(method: string, name: string, body?: unknown) =>
      send<Body>(method, `/_emulator/${name}`, { body, token: null }),
  };
}

interface SignOptions {
  audience?: string;
  lifetimeInSeconds?: number;
  key?: KeyObject;
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
