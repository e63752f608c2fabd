import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import { serve } from '../../local/serve.ts';
import { startTestApp, type TestApp } from '../stack.ts';

/** What Partner Center answered. */
export interface Told {
  method: string;
  path: string;
  status: number;
  /** Undefined where it is no JSON. */
  body: unknown;
}

/** What the app is told instead; undefined leaves it as it is. */
export type Mangle = (told: Told) => { status?: number; body?: unknown; headers?: Record<string, string> } | undefined;

export interface MangledApp {
  app: TestApp;
  /** Changes all answers from now on; without it they arrive as they are. */
  mangle(how?: Mangle): void;
  close(): Promise<void>;
}

const PASSED_ON = ['content-type', 'date', 'location', 'retry-after'];

/** Starts the app behind a proxy that changes what Partner Center answers; headers the change does not name stay only with the body. */
export async function startMangledApp(settings: Record<string, string> = {}): Promise<MangledApp> {
  let how: Mangle | undefined;
  let partnerCenterUrl = '';
  const proxy = await serve((incoming, outgoing) => {
    const { method = 'GET', url: path = '', headers } = incoming;
    const forwarded = request(`${partnerCenterUrl}${path}`, { method, headers, rejectUnauthorized: false });
    forwarded.on('error', () => outgoing.destroy());
    forwarded.on('response', (answer) => {
      const { statusCode: status = 500 } = answer;
      answer.on('error', () => outgoing.destroy());
      const passedOn = PASSED_ON.flatMap((name): [string, string][] => {
        const value = answer.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      });
      void json(answer)
        .catch(() => undefined)
        .then((body) => {
          const changed = how?.({ method, path, status, body });
          const kept = passedOn.filter(([name]) => !changed || !('body' in changed) || name !== 'location');
          outgoing.writeHead(changed?.status ?? status, { ...Object.fromEntries(kept), ...changed?.headers });
          const told = changed && 'body' in changed ? changed.body : body;
          outgoing.end(told === undefined ? '' : JSON.stringify(told));
        });
    });
    incoming.pipe(forwarded);
  });
  const app = await startTestApp({
    settings: {
      PARTNER_CENTER_URL: proxy.url,
      OPERATION_RETRY_DELAY: '1s',
      PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000',
      ...settings,
    },
  });
  partnerCenterUrl = app.partnerCenter.url;
  return {
    app,
    mangle: (next) => (how = next),
    async close() {
      await app.close();
      await proxy.close();
    },
  };
}
