import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { serve } from '../../../local/serve.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/scan.ts', import.meta.url));

export interface ScanRun {
  child: ChildProcess;
  /** Waits for the end. */
  ended: Promise<{ code: number | null; output: string }>;
}

/** Runs `npm run scan` as a person would whose output goes to a file. */
export function startScan(args: string[], env: Record<string, string>, cwd = tmpdir()): ScanRun {
  const { FUNCTIONS_URL: _url, FUNCTIONS_KEY: _key, ...inherited } = process.env;
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => (output += part));
  }
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, output }));
  return { child, ended };
}

/** Runs it to its end. */
export function runScan(args: string[], env: Record<string, string>): ScanRun['ended'] {
  return startScan(args, env).ended;
}

export interface StubApp {
  env: { FUNCTIONS_URL: string; FUNCTIONS_KEY: string };
  port: number;
  /** What was asked, as `GET scans/latest`, with its body where it has one. */
  asked: string[];
  close(): Promise<void>;
}

type StubAnswer = object | { status: number; text: string };

/** A server in place of the app, for answers the app gives only in trouble or with thousands of deadlines. */
export async function startStubApp(answerTo: (call: string) => StubAnswer, port = 0): Promise<StubApp> {
  const asked: string[] = [];
  const server = await serve(
    (request, response) => {
      void text(request).then((body) => {
        const call = `${request.method} ${request.url?.replace('/api/', '')}`;
        asked.push([call, body].join(' ').trim());
        const answer = answerTo(call);
        if ('text' in answer) response.writeHead(answer.status).end(answer.text);
        else response.end(JSON.stringify(answer));
      });
    },
    { port },
  );
  const env = { FUNCTIONS_URL: server.url, FUNCTIONS_KEY: 'key' };
  return { env, port: server.port, asked, close: () => server.close() };
}
