import { expect } from 'vitest';
import type { LoggedRequest } from '../../local/partnerCenter/requestLog.ts';
import type { Switches } from '../../local/partnerCenter/switches.ts';
import type { Answer, TestApp } from '../stack.ts';

const AUDIENCE = 'https://api.partnercenter.microsoft.com';

async function accepted(answer: Promise<Answer>): Promise<Answer> {
  const { status, body } = await answer;
  expect([200, 201], JSON.stringify(body)).toContain(status);
  return answer;
}

/** What a test does at the emulator besides calling the app. */
export function partnerCenterSession({ api, identity, keyVault, partnerCenter, settings }: TestApp) {
  async function token(): Promise<string> {
    const { items } = (await keyVault.get('/_emulator/secrets')).body as { items: { name: string; value: string }[] };
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: settings.PARTNER_CLIENT_ID ?? '',
      client_secret: items.find(({ name }) => name === 'partner-center-client-secret')?.value ?? '',
      resource: AUDIENCE,
    });
    const contentType = { 'content-type': 'application/x-www-form-urlencoded' };
    const path = `${settings.PARTNER_TENANT_ID}/oauth2/token`;
    const { body } = await identity.send('POST', path, form.toString(), contentType);
    return (body as { access_token: string }).access_token;
  }

  const session = {
    /** Forgets what was asked so far. */
    forgetRequests: () => accepted(partnerCenter.delete('/_emulator/requests')),

    /** Back to the seed and to real time, the app holding a token that is good there, and nothing asked yet. */
    async startOver(): Promise<void> {
      await accepted(partnerCenter.reset());
      await accepted(api('GET', 'customers?search=nobody'));
      await session.forgetRequests();
    },

    /** Calls Partner Center itself, past the app, and leaves no trace in the log. */
    async ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
      const authorization = `Bearer ${await token()}`;
      const answer = await accepted(partnerCenter.send(method, `/v1/${path}`, body, { authorization }));
      await session.forgetRequests();
      return answer.body as Record<string, unknown>;
    },

    /** Sets members of a subscription or an order as Partner Center keeps it. */
    change: (path: string, members: object) => accepted(partnerCenter.post(`/_emulator/${path}`, members)),

    switches: (switches: Partial<Switches>) => accepted(partnerCenter.post('/_emulator/switches', switches)),

    fault: (route: string, kind: string, more: object = {}) =>
      accepted(partnerCenter.faults({ route: `${route.split(' ')[0]} /v1/${route.split(' ')[1]}`, kind, ...more })),

    /** A refusal of Partner Center's choice to the next matching request. */
    refuse: (route: string, status: number, code: number, more: object = {}) =>
      session.fault(route, 'customError', { status, code, description: 'Refused for the test.', ...more }),

    /** What the app asked, as `PATCH 200`; requests with a token that had ended by the moved clock apart. */
    async asked(): Promise<string[]> {
      const answered = (await partnerCenter.requests()).filter(({ status }) => status !== 401);
      return answered.map(({ method, status = 'none' }) => `${method} ${status}`);
    },

    /** The writes the app sent. */
    async writes(): Promise<LoggedRequest[]> {
      return (await partnerCenter.requests()).filter(({ method, status }) => method !== 'GET' && status !== 401);
    },
  };
  return session;
}

export type PartnerCenterSession = ReturnType<typeof partnerCenterSession>;
