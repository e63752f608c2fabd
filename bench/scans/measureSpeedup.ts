import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ScanBench } from './bench.ts';

const run = promisify(execFile);
const LOOP = path.join(import.meta.dirname, 'sequentialLoop.ts');

/** How much faster a scan is than a loop that asks one customer after the other. */
export interface SpeedupFigure {
  latencyInMs: number;
  customers: number;
  customersPerSecond: number;
  sequentialPerSecond: number;
  ratio: number;
}

const LATENCY_IN_MS = 20;
const SEQUENTIAL_CUSTOMERS = 400;
const UNLIMITED = { PARTNER_CENTER_REQUESTS_PER_MINUTE: '10000000' };

async function measureLoop({ settings }: ScanBench): Promise<number> {
  const env = { ...process.env, ...settings, ...UNLIMITED };
  const { stdout } = await run(process.execPath, [LOOP, String(SEQUENTIAL_CUSTOMERS)], { env });
  const { customers, elapsedInMs } = JSON.parse(stdout) as { customers: number; elapsedInMs: number };
  return (customers * 1000) / elapsedInMs;
}

/** Scans without a budget while every answer takes 20 ms, and loops under the same conditions before and after. */
export async function measureSpeedup(bench: ScanBench, customers: number): Promise<SpeedupFigure> {
  await bench.switches({ latencyInMs: LATENCY_IN_MS });
  try {
    const before = await measureLoop(bench);
    await bench.startHosts(1, UNLIMITED);
    const { startedAt, endedAt = '' } = await bench.scan();
    await bench.stopHosts();
    const after = await measureLoop(bench);
    const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
    const customersPerSecond = customers / seconds;
    const sequentialPerSecond = (before + after) / 2;
    const ratio = customersPerSecond / sequentialPerSecond;
    return { latencyInMs: LATENCY_IN_MS, customers, customersPerSecond, sequentialPerSecond, ratio };
  } finally {
    await bench.stopHosts();
    await bench.switches({ latencyInMs: 0 });
  }
}
