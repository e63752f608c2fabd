import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const FIXTURE = pathToFileURL(path.join(import.meta.dirname, '../../fixtures/fakeDns.mjs')).href;
const ROOM = pathToFileURL(path.join(import.meta.dirname, '../../../shared/callbacks')).href;

/** What a process with these names writes as JSON. */
async function run(names: Record<string, string[][]>, script: string): Promise<unknown> {
  const env = { ...process.env, FAKE_DNS: JSON.stringify(names), NODE_OPTIONS: '' };
  const args = [`--import=${FIXTURE}`, '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as unknown;
}

describe('the fake DNS', () => {
  it('gives resolveCallback the next answer at each question, and the last for ever', async () => {
    const script = `
      import { resolveCallback } from '${ROOM}/resolveCallback.ts';
      const ask = () => resolveCallback(new URL('https://Rebinding.example/'), { hosts: new Set(), only: false });
      const answers = [];
      for (let i = 0; i < 3; i += 1) answers.push(await ask().catch(({ reason }) => reason));
      console.log(JSON.stringify(answers));`;
    const answers = await run({ 'rebinding.example': [['8.8.8.8', '2606:4700::1'], ['127.0.0.1']] }, script);
    const found = [
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ];
    expect(answers).toEqual([found, 'privateAddress', 'privateAddress']);
  });

  it('answers every form of lookup, and leaves other names alone', async () => {
    const script = `
      import { lookup } from 'node:dns';
      import { lookup as lookupLater } from 'node:dns/promises';
      import { promisify } from 'node:util';
      const called = (...args) => new Promise((resolve) => lookup(...args, (error, ...found) => resolve(error?.code ?? found)));
      console.log(JSON.stringify([
        await called('a.example'),
        await called('a.example', 6),
        await called('a.example', { family: 4 }),
        await called('none.example', {}),
        await lookupLater('a.example', { all: true }),
        await promisify(lookup)('a.example'),
        await called('127.0.0.2'),
        await called('127.0.0.2', {}),
        await lookupLater('::1'),
      ]));`;
    expect(await run({ 'a.example': [['10.0.0.1', 'fd00::1']], 'none.example': [[]] }, script)).toEqual([
      ['10.0.0.1', 4],
      ['fd00::1', 6],
      ['10.0.0.1', 4],
      'ENOTFOUND',
      [
        { address: '10.0.0.1', family: 4 },
        { address: 'fd00::1', family: 6 },
      ],
      { address: '10.0.0.1', family: 4 },
      ['127.0.0.2', 4],
      ['127.0.0.2', 4],
      { address: '::1', family: 6 },
    ]);
  });
});
