import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { forkChild } from './forkChild.ts';
import { freePorts } from './freePorts.ts';

export interface AzuritePorts {
  blob: number;
  queue: number;
  table: number;
}

export interface AzuriteOptions {
  /** Free ports by default. */
  ports?: AzuritePorts;
  /** Base64; made at start by default. */
  accountKey?: string;
  /** Further accounts beside the first, with the same key; none by default. */
  moreAccounts?: number;
}

export interface Azurite {
  connectionString: string;
  blobUrl: string;
  queueUrl: string;
  tableUrl: string;
  /** Connection strings of the further accounts. */
  moreConnectionStrings: string[];
  close(): Promise<void>;
}

const ACCOUNT = 'partnercenterlocal';
const ATTEMPTS = 3;
const LAST_SERVICE_IS_UP = 'Azurite Table service is successfully listening';

function commandLine({ blob, queue, table }: AzuritePorts): string[] {
  const addresses = Object.entries({ blob, queue, table }).flatMap(([service, port]) => [
    `--${service}Host`,
    '127.0.0.1',
    `--${service}Port`,
    String(port),
  ]);
  return [...addresses, '--inMemoryPersistence', '--loose', '--skipApiVersionCheck', '--silent', '--disableTelemetry'];
}

/** Starts the process; its close() ends it, undefined means it did not come up and says why in `output`. */
async function launch(ports: AzuritePorts, accounts: string): Promise<{ close?: () => Promise<void>; output: string }> {
  const child = forkChild(createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js'), commandLine(ports), {
    cwd: tmpdir(),
    env: { ...process.env, AZURITE_ACCOUNTS: accounts },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = once(child, 'exit');
  let output = '';
  const up = new Promise<true>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-10_000);
        if (output.includes(LAST_SERVICE_IS_UP)) resolve(true);
      });
    }
  });
  const isUp = await Promise.race([up, exited.then(() => false)]);
  if (!isUp) return { output };
  return {
    output,
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Starts Azurite (blobs, queues and tables, in memory) as a child process that never outlives this one.
 * https://learn.microsoft.com/azure/storage/common/storage-use-azurite
 */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const { accountKey = randomBytes(64).toString('base64'), moreAccounts = 0 } = options;
  const more = Array.from({ length: moreAccounts }, (_, index) => `${ACCOUNT}${index}`);
  const accounts = [ACCOUNT, ...more].map((name) => `${name}:${accountKey}`).join(';');
  let output = '';
  for (let attempt = 1; attempt <= (options.ports ? 1 : ATTEMPTS); attempt++) {
    const [blob = 0, queue = 0, table = 0] = await freePorts([0, 0, 0]);
    const ports = options.ports ?? { blob, queue, table };
    const launched = await launch(ports, accounts);
    if (launched.close) {
      const url = (service: keyof AzuritePorts, account: string) => `http://127.0.0.1:${ports[service]}/${account}`;
      const connectionString = (account: string) =>
        `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};` +
        `BlobEndpoint=${url('blob', account)};QueueEndpoint=${url('queue', account)};TableEndpoint=${url('table', account)};`;
      return {
        connectionString: connectionString(ACCOUNT),
        blobUrl: url('blob', ACCOUNT),
        queueUrl: url('queue', ACCOUNT),
        tableUrl: url('table', ACCOUNT),
        moreConnectionStrings: more.map(connectionString),
        close: launched.close,
      };
    }
    output = launched.output;
  }
  throw new Error(`Azurite did not start:\n${output}`);
}
