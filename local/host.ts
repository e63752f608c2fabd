import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../shared/config/readConfig.ts';
import { formatFunctions } from './functionsHost/formatFunctions.ts';
import { readLocalSettings } from './functionsHost/readLocalSettings.ts';
import { type RunningFunctionsHost, startFunctionsHost } from './functionsHost/startFunctionsHost.ts';

const PROJECT = path.join(import.meta.dirname, '..');
const USAGE = 'Usage: npm run host -- [--port N] [--app DIR]';

function readArguments(): { port: number; app?: string } {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '7071' }, app: { type: 'string' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is no port.`);
  return { port, ...(values.app !== undefined && { app: values.app }) };
}

async function packageName(directory: string): Promise<unknown> {
  const file = path.join(directory, 'package.json');
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as { name?: unknown }).name : undefined;
}

async function functionFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob('functions/*.ts', { cwd: PROJECT })) files.push(file);
  return files.sort();
}

async function start(): Promise<RunningFunctionsHost> {
  const { port, app } = readArguments();
  const appDirectory = app === undefined ? PROJECT : path.resolve(app);
  if (!existsSync(appDirectory)) throw new Error(`--app ${app}: there is no such directory.`);
  for (const [name, value] of Object.entries(await readLocalSettings(appDirectory))) process.env[name] ??= value;
  if (app === undefined || (await packageName(appDirectory)) === 'partner-center-functions') readConfig();

  const functionKey = process.env.FUNCTIONS_KEY || randomBytes(32).toString('base64url');
  const host = await startFunctionsHost({
    appDirectory,
    port,
    functionKey,
    ...(app === undefined && { entries: await functionFiles() }),
    log: (line, level) => (level === 'error' || level === 'critical' ? console.error(line) : console.log(line)),
  });
  process.env.PUBLIC_URL ||= host.url;
  console.log(`\nFunctions:\n\n${formatFunctions(host.functions)}\n`);
  if (!process.env.FUNCTIONS_KEY) console.log(`Function key: ${functionKey}`);
  console.log(`Master key, for /admin: ${host.masterKey}`);
  console.log(`Ready at ${host.url}`);
  const { url, functions, masterKey } = host;
  process.send?.({ type: 'ready', url, functionKey, masterKey, functions });
  return host;
}

function fail(error: unknown): never {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const stack = cause instanceof Error ? `\n${cause.stack}` : '';
  console.error(error instanceof ConfigError ? message : `The app cannot start. ${message}${stack}`);
  if (error instanceof TypeError) console.error(USAGE);
  process.exit(1);
}

const host = await start().catch(fail);

function crash(error: unknown): void {
  const reason = error instanceof Error ? error : new Error(String(error));
  console.error('Uncaught, outside any handler; in Azure the worker restarts and running invocations fail:', reason);
  host.failRunning(reason);
}
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  console.log('Stopping.');
  await host.close();
  process.exit(0);
}
process.on('SIGINT', () => (isStopping ? process.exit(1) : void stop().catch(fail)));
for (const reason of ['SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(reason, () => void stop().catch(fail));
