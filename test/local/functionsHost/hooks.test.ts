import { expect, test } from 'vitest';
import { startFixture } from './startFixture.ts';

test('hooks of start, invocation, log and end are honoured', async () => {
  const host = await startFixture('hooks');
  expect(await (await host.call('/api/hooked')).json()).toEqual({
    handler: { started: true },
    hookData: { before: 'pre' },
  });
  const saved = await host.call('/api/failing');
  expect([saved.status, await saved.text()]).toEqual([418, 'saved by a hook']);
  expect(host.lines.join('\n')).toContain('a ***');
  expect(process.env.FIXTURE_TERMINATED).toBeUndefined();
  await host.close();
  expect(process.env.FIXTURE_TERMINATED).toBe('yes');
});

test('an app can be started again in the same process', async () => {
  for (let start = 0; start < 2; start++) {
    const host = await startFixture('hooks');
    expect((await host.call('/api/hooked')).status).toBe(200);
    await host.close();
  }
});
