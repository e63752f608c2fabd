import { rm } from 'node:fs/promises';
import { localFile, writePrivateFile } from './localFiles.ts';
import { startStack } from './stack.ts';
import { table } from './table.ts';
import { untilStopped } from './untilStopped.ts';

const stopped = untilStopped();
const settingsFile = localFile('settings.env');
const stack = await startStack({ ports: 'fixed', caFile: localFile('emulators-ca.pem') });
const { addresses, settings } = stack;

const quoted = (value: string): string => (/^[\w:/.-]*$/.test(value) ? value : `"${value}"`);
const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}`);
await writePrivateFile(settingsFile, `${lines.join('\n')}\n`);

console.log(`
${table([
  ['Partner Center', addresses.partnerCenter],
  ['Key Vault', addresses.keyVault],
  ['Identity', addresses.identity],
  ['Alert sink', addresses.sink],
  ['Blobs', addresses.blob],
  ['Queues', addresses.queue],
  ['Tables', addresses.table],
  ['CA certificate', addresses.ca],
  ['Settings', settingsFile],
])}

Up after ${(performance.now() / 1000).toFixed(1)} s. To run the app against it, put the settings into the environment:

  Linux, macOS   set -a; . "${settingsFile}"; set +a; func start
  PowerShell     Get-Content "${settingsFile}" | ForEach-Object { $n, $v = $_ -split '=', 2; Set-Item "env:$n" $v.Trim('"') }; func start

Ctrl-C stops all of it.
`);

await stopped;
await stack.close();
await rm(settingsFile, { force: true });
