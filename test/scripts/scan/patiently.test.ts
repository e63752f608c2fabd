import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { serve, type RunningServer } from '../../../local/serve.ts';
import { openApi } from '../../../scripts/scan/api.ts';
import { PATIENCE, patiently } from '../../../scripts/scan/patiently.ts';

const SOON = { againAfterInMs: 20, giveUpAfterInMs: 300 };

let server: RunningServer | undefined;

afterEach(() => server?.close());

/** Looks at a server that answers each call with the next of these, and the last for good. */
async function look(answers: [status: number, body: string][], patience = SOON) {
  const said: string[] = [];
  let calls = 0;
  const started = await serve((_request, response) => {
    const [status, body] = answers[Math.min(calls, answers.length - 1)] ?? [200, ''];
    calls += 1;
    response.writeHead(status).end(body);
  });
  server = started;
  const api = await openApi({ FUNCTIONS_URL: started.url, FUNCTIONS_KEY: 'key' });
  const ask = () => api.send('GET', 'scans/latest', z.object({ seen: z.number() }));
  const outcome = await patiently(ask, (text) => said.push(text), patience).catch((error: unknown) => error);
  return { outcome, said, calls };
}

it('looks again after a 502 of a gateway, a 429 and a page that is no answer, and says so once', async () => {
  const { outcome, said } = await look([
    [502, '<html>Bad Gateway</html>'],
    [429, ''],
    [200, '<html>Starting</html>'],
    [200, '{"seen": 3}'],
  ]);
  expect(outcome).toEqual({ seen: 3 });
  expect(said).toEqual(['Trying again for two minutes: The app answered 502 to GET scans/latest. Bad Gateway']);
});

it('gives up after its time with what was answered last', async () => {
  const { outcome, said, calls } = await look([[503, '{"error": {"code": "Away", "message": "Come back."}}']]);
  expect(outcome).toMatchObject({ message: 'The app answered 503 to GET scans/latest. Away: Come back.' });
  expect(said).toHaveLength(1);
  expect(calls).toBeGreaterThan(2);
  expect(PATIENCE.giveUpAfterInMs).toBe(120_000);
});

it('does not repeat what was refused', async () => {
  const { outcome, said, calls } = await look([[401, '']]);
  expect(outcome).toMatchObject({ message: 'The app answered 401 to GET scans/latest. Unauthorized' });
  expect({ said, calls }).toEqual({ said: [], calls: 1 });
});
