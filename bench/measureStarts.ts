import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { summarize, type Summary } from './statistics.ts';

const run = promisify(execFile);
const CHILD = path.join(import.meta.dirname, 'registerApp.mjs');

interface Reading {
  functions: number;
  coldStartInMs: number;
  loadInMs: number;
  rssInMb: number;
}

/** How an app starts, over many new processes. */
export interface Starts {
  functions: number;
  coldStartInMs: Summary;
  loadInMs: Summary;
  rssInMb: Summary;
}

/** An app to start: the files the worker would load. */
export type Apps = Record<string, string[]>;

async function startOnce(files: string[]): Promise<Reading> {
  const { stdout } = await run(process.execPath, [CHILD, ...files]);
  return JSON.parse(stdout) as Reading;
}

/** Starts every app in turn, round after round, so that a machine that slows down slows them all; the first round only warms up. */
export async function measureStarts<A extends Apps>(apps: A, rounds: number): Promise<Record<keyof A, Starts>> {
  const readings = new Map<string, Reading[]>(Object.keys(apps).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, files] of Object.entries(apps)) {
      const reading = await startOnce(files);
      if (round > 0) readings.get(name)?.push(reading);
    }
  }
  const starts = [...readings].map(([name, series]): [string, Starts] => [
    name,
    {
      functions: series[0]?.functions ?? 0,
      coldStartInMs: summarize(series.map(({ coldStartInMs }) => coldStartInMs)),
      loadInMs: summarize(series.map(({ loadInMs }) => loadInMs)),
      rssInMb: summarize(series.map(({ rssInMb }) => rssInMb)),
    },
  ]);
  return Object.fromEntries(starts) as Record<keyof A, Starts>;
}
