import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { forkHost } from './forkHost.ts';
import { freePorts } from './freePorts.ts';
import { localFile, runningApp, writePrivateFile } from './localFiles.ts';
import { SEED } from './partnerCenter/seedIds.ts';
import { startStack } from './stack.ts';
import { table } from './table.ts';
import { untilStopped } from './untilStopped.ts';

const FUNCTIONS_PORT = 7071;

const running = await runningApp();
if (running) {
  console.error(`It is running already, at ${running}. Stop that one first, or start this one from another folder.`);
  process.exit(1);
}

const stopped = untilStopped();
const stack = await startStack({ ports: 'fixed', caFile: localFile('ca.pem') });
const { addresses } = stack;

const [port = 0] = await freePorts([FUNCTIONS_PORT]);
const functionKey = process.env.FUNCTIONS_KEY || randomBytes(32).toString('base64url');
const host = forkHost({
  port,
  settings: { ...stack.settings, FUNCTIONS_KEY: functionKey, PUBLIC_URL: `http://127.0.0.1:${port}` },
  output: 'inherit',
});

async function announce(functions: string): Promise<void> {
  const { partnerCenter, keyVault, identity, sink, ca } = addresses;
  const written = { functions, functionKey, partnerCenter, keyVault, identity, sink, ca };
  await writePrivateFile(localFile('addresses.json'), `${JSON.stringify(written, null, 2)}\n`);
  const { customerId, subscriptionId } = SEED.newCommerceOpen;
  const cancel = `${functions}/api/customers/${customerId}/subscriptions/${subscriptionId}/cancel`;
  const rows = table([
    ['Functions', `${functions}/api`],
    ['Function key', functionKey],
    ['Partner Center', partnerCenter],
    ['Key Vault', keyVault],
    ['Identity', identity],
    ['Alert sink', sink],
    ['Azurite', `${addresses.blob} (blobs)`],
    ['CA certificate', ca],
  ]);
  console.log(`
${rows}

Up after ${(performance.now() / 1000).toFixed(1)} s. Cancel a subscription:

  curl -X POST -H "x-functions-key: ${functionKey}" ${cancel}

Move the clock eight days (new-commerce cancellation windows are seven):

  curl -X POST --cacert "${ca}" -H "content-type: application/json" -d "{\\"advance\\":\\"8d\\"}" ${partnerCenter}/_emulator/clock

Ctrl-C stops all of it.
`);
}

const outcome = await Promise.race([
  stopped.then(() => 0),
  host.exited,
  host.ready.then(announce).then(
    () => Promise.race([stopped.then(() => 0), host.exited]),
    () => host.exited,
  ),
]);

await host.stop();
await stack.close();
await rm(localFile('addresses.json'), { force: true });
process.exitCode = outcome;
