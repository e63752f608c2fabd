import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { parseTimeSpan } from './parseTimeSpan.ts';

const timeSpan = z.string().transform((text, context) => {
  const parsed = parseTimeSpan(text);
  if (parsed === undefined || parsed < 0) context.addIssue(`"${text}" is not a time span such as 00:05:00`);
  return parsed ?? 0;
});

const queues = z.object({
  batchSize: z.int().min(1).max(32).default(16),
  newBatchThreshold: z.int().min(0).optional(),
  maxDequeueCount: z.int().min(1).default(5),
  visibilityTimeout: timeSpan.default(0),
  maxPollingInterval: timeSpan.default(2000),
  messageEncoding: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['base64', 'none']))
    .default('base64'),
});

const hostJson = z.object({
  functionTimeout: z.union([z.literal('-1').transform(() => Infinity), timeSpan]).default(30 * 60_000),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      queues: queues.prefault({}),
    })
    .prefault({}),
});

export interface QueueSettings {
  batchSize: number;
  newBatchThreshold: number;
  maxDequeueCount: number;
  visibilityTimeoutInMs: number;
  maxPollingIntervalInMs: number;
  messageEncoding: 'base64' | 'none';
}

export interface HostSettings {
  /** Without slashes at its ends; empty when routes start at the root. */
  routePrefix: string;
  /** Infinite when functions may run for ever. */
  functionTimeoutInMs: number;
  queues: QueueSettings;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

const OVERRIDE = 'azurefunctionsjobhost__';

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy with one member set, found without regard to case. */
function withMember(object: JsonObject, [name = '', ...rest]: string[], value: string): JsonObject {
  const key = Object.keys(object).find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
  const inner = object[key];
  if (rest.length > 0) return { ...object, [key]: withMember(isObject(inner) ? inner : {}, rest, value) };
  return { ...object, [key]: /^\d+$/.test(value) ? Number(value) : value };
}

/**
 * Settings of the form `AzureFunctionsJobHost__extensions__queues__batchSize` come before what host.json says.
 * https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
 */
function overridden(json: unknown, env: NodeJS.ProcessEnv): unknown {
  const settings = Object.entries(env).filter(([name]) => name.toLowerCase().startsWith(OVERRIDE));
  return settings.reduce<unknown>(
    (result, [name, value = '']) =>
      withMember(isObject(result) ? result : {}, name.slice(OVERRIDE.length).split('__'), value),
    json,
  );
}

/**
 * Reads the settings of host.json that this host honours; other sections are left alone.
 * https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
export async function readHostJson(appDirectory: string, env = process.env): Promise<HostSettings> {
  const file = path.join(appDirectory, 'host.json');
  const parsed = hostJson.safeParse(overridden(await readJson(file), env));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`${file} has settings to fix:\n${problems.join('\n')}`);
  }
  const { functionTimeout, extensions } = parsed.data;
  const { newBatchThreshold, visibilityTimeout, maxPollingInterval, ...queueSettings } = extensions.queues;
  return {
    routePrefix: extensions.http.routePrefix.replace(/^\/+|\/+$/g, ''),
    functionTimeoutInMs: functionTimeout,
    queues: {
      ...queueSettings,
      newBatchThreshold: newBatchThreshold ?? Math.floor(queueSettings.batchSize / 2),
      visibilityTimeoutInMs: visibilityTimeout,
      maxPollingIntervalInMs: maxPollingInterval,
    },
  };
}
