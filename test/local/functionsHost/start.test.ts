import { expect, test } from 'vitest';
import { startFixture } from './startFixture.ts';

test.each([
  ['administration', /customers cannot have the route "administration\/customers".*"admin" or "runtime"/],
  ['badConstraint', /route of the function byColour.*"colour" is not a route constraint/],
  ['badSchedule', /never cannot start: the schedule "every day"/],
  ['noStorage', /lost cannot start: .*setting NoSuchStorage is missing/],
  ['otherBinding', /report has a binding of type blob/],
  ['twice', /"hello" has already been registered/],
  ['missing', /Cannot load missing\.ts/],
])('an app that Azure or this host refuses does not start: %s', async (entry, reason) => {
  await expect(startFixture('refused', { entries: [`${entry}.ts`] })).rejects.toThrow(reason);
});

test('an app that throws while it is loaded does not start, and the reason is told', async () => {
  await expect(startFixture('broken')).rejects.toThrow('Cannot load app.ts: a setting of this app is missing');
});

test('an app without functions does not start', async () => {
  await expect(startFixture('empty')).rejects.toThrow(/registered no functions/);
});

test('a "main" that matches no file says so', async () => {
  await expect(startFixture('refused')).rejects.toThrow(/No file matches "main": "none\.ts"/);
});

test('an app that streams cannot follow another in the same process, and the reason is told', async () => {
  const host = await startFixture('crashing');
  await host.close();
  await expect(startFixture('streaming')).rejects.toThrow(
    /Cannot load app\.ts: Setup .* Load it in a process that has/,
  );
});
