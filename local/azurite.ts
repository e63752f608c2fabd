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
}

export interface Azurite {
  connectionString: string;
  blobUrl: string;
  queueUrl: string;
  tableUrl: string;
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
async function launch(
  ports: AzuritePorts,
  accountKey: string,
): Promise<{ close?: () => Promise<void>; output: string }> {
  const child = forkChild(createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js'), commandLine(ports), {
    cwd: tmpdir(),
    env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${accountKey}` },
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
  const accountKey = options.accountKey ?? randomBytes(64).toString('base64');
  let output = '';
  for (let attempt = 1; attempt <= (options.ports ? 1 : ATTEMPTS); attempt++) {
    const [blob = 0, queue = 0, table = 0] = await freePorts([0, 0, 0]);
    const ports = options.ports ?? { blob, queue, table };
    const launched = await launch(ports, accountKey);
    if (launched.close) {
      const blobUrl = `http://127.0.0.1:${ports.blob}/${ACCOUNT}`;
      const queueUrl = `http://127.0.0.1:${ports.queue}/${ACCOUNT}`;
      const tableUrl = `http://127.0.0.1:${ports.table}/${ACCOUNT}`;
      return {
        connectionString:
          `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${accountKey};` +
          `BlobEndpoint=${blobUrl};QueueEndpoint=${queueUrl};TableEndpoint=${tableUrl};`,
        blobUrl,
        queueUrl,
        tableUrl,
        close: launched.close,
      };
    }
    output = launched.output;
  }
  throw new Error(`Azurite did not start:\n${output}`);
}
