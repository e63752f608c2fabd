import dns from 'node:dns';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AllowedHosts } from '../../../shared/config/parseAllowedHosts.ts';
import { CallbackRefused } from '../../../shared/callbacks/callbackRefused.ts';
import { parseCallback } from '../../../shared/callbacks/parseCallback.ts';
import { resolveCallback } from '../../../shared/callbacks/resolveCallback.ts';
import { AppError } from '../../../shared/errors.ts';
import { HOSTILE_CALLBACKS } from './hostileCallbacks.ts';

const NOBODY: AllowedHosts = { hosts: new Set(), only: false };

type Answer = string[] | 'notFound' | 'never';

/** Has every name resolve to these addresses, and notes which names were asked for. */
function resolving(answer: Answer): string[] {
  const asked: string[] = [];
  const lookup = (name: string, _options: unknown, callback: (error: unknown, found?: unknown[]) => void): void => {
    asked.push(name);
    if (answer === 'never') return;
    if (answer === 'notFound') callback(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    else
      callback(
        null,
        answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  };
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
  return asked;
}

async function refusalOf(callback: string, allowed = NOBODY): Promise<unknown> {
  try {
    return await resolveCallback(parseCallback(callback), allowed);
  } catch (error) {
    return error;
  }
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a hostile callback', () => {
  it('is one of at least 45', () => {
    expect(new Set(HOSTILE_CALLBACKS.map(({ callback }) => callback)).size).toBeGreaterThanOrEqual(45);
  });

  it.each(HOSTILE_CALLBACKS)('is refused for $why: $callback', async ({ callback }) => {
    const error = await refusalOf(callback);
    expect(error instanceof AppError || error instanceof CallbackRefused).toBe(true);
    const host = callback.replace(/^\w+:\/+/, '').split(/[/:?#]/)[0];
    if (host && host.length > 4) expect((error as Error).message).not.toContain(host);
  });
});

describe('an address', () => {
  const PRIVATE: [network: number, prefix: number][] = [
    [0x00000000, 8],
    [0x0a000000, 8],
    [0x64400000, 10],
    [0x7f000000, 8],
    [0xa9fe0000, 16],
    [0xac100000, 12],
    [0xc0000000, 24],
    [0xc0a80000, 16],
    [0xc6120000, 15],
    [0xe0000000, 4],
    [0xf0000000, 4],
    [0xa83f8110, 32],
  ];

  const privateAddress = fc
    .tuple(fc.constantFrom(...PRIVATE), fc.nat(0xffffffff))
    .map(([[network, prefix], any]) => network + (prefix === 32 ? 0 : any % 2 ** (32 - prefix)));

  const digits = fc.constantFrom<(value: number) => string>(
    (value) => String(value),
    (value) => `0${value.toString(8)}`,
    (value) => `000${value.toString(8)}`,
    (value) => `0x${value.toString(16)}`,
    (value) => `0X00${value.toString(16).toUpperCase()}`,
  );

  const disguise = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => `${text}.`,
    (text) => text.replaceAll('.', '%2E'),
    (text) => text.replaceAll('.', '。'),
    (text) => text.replaceAll('.', '．'),
    (text) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
    (text) => text.replace(/[0-9]/g, (digit) => `%3${digit}`),
  );

  /** An address in one to four parts, the last of which holds what is left, each in a notation of its own. */
  const ipv4 = fc
    .tuple(privateAddress, fc.integer({ min: 1, max: 4 }), fc.array(digits, { minLength: 4, maxLength: 4 }), disguise)
    .map(([address, parts, writers, hide]) => {
      const bytes = [24, 16, 8].slice(0, parts - 1).map((shift) => Math.floor(address / 2 ** shift) % 256);
      const values = [...bytes, address % 2 ** (8 * (5 - parts))];
      return hide(values.map((value, index) => writers[index]?.(value) ?? value).join('.'));
    });

  const hex = (address: number) => `${Math.floor(address / 65_536).toString(16)}:${(address % 65_536).toString(16)}`;
  const dotted = (address: number) => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
  const ipv6 = fc
    .tuple(
      privateAddress,
      fc.constantFrom(hex, dotted),
      fc.constantFrom('::ffff:', '::', '::ffff:0:', '64:ff9b::', '0:0:0:0:0:FFFF:'),
    )
    .map(([address, write, prefix]) => `[${prefix}${write(address)}]`);
  const sixToFour = privateAddress.map((address) => `[2002:${hex(address)}::1]`);

  it('of the private ranges never passes, in whatever notation', async () => {
    const asked = resolving(['8.8.8.8']);
    const hosts = fc.oneof({ weight: 3, arbitrary: ipv4 }, ipv6, sixToFour);
    const isRefused = async (host: string): Promise<void> => {
      expect(await refusalOf(`https://${host}/`), host).toMatchObject({ reason: 'privateAddress' });
    };
    await fc.assert(fc.asyncProperty(hosts, isRefused), { numRuns: 3_000 });
    expect(asked).toEqual([]);
  });

  it.each([
    ['https://8.8.8.8/', { address: '8.8.8.8', family: 4 }],
    ['https://0x08080808/', { address: '8.8.8.8', family: 4 }],
    ['https://[2606:4700:0::1111]/', { address: '2606:4700::1111', family: 6 }],
  ])('of the public internet passes without a question: %s', async (callback, address) => {
    const asked = resolving('notFound');
    expect(await refusalOf(callback)).toEqual([address]);
    expect(asked).toEqual([]);
  });
});

describe('a name', () => {
  it('is asked for once, and all its addresses are given', async () => {
    const asked = resolving(['8.8.8.8', '2606:4700::1111']);
    expect(await refusalOf('https://alerts.contoso.com./')).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    expect(asked).toEqual(['alerts.contoso.com']);
  });

  it.each([
    [['10.0.0.1']],
    [['8.8.8.8', '127.0.0.1']],
    [['169.254.169.254', '8.8.8.8']],
    [['8.8.8.8', '::1']],
    [['2606:4700::1111', '::ffff:10.0.0.1']],
    [['fe80::1%eth0']],
    [['8.8.8.8', 'nonsense']],
  ])('is refused where any address is not public: %j', async (addresses) => {
    resolving(addresses);
    const error = await refusalOf('https://alerts.contoso.com/secret');
    expect(error).toMatchObject({ name: 'CallbackRefused', reason: 'privateAddress' });
    for (const text of ['contoso', 'secret', ...addresses]) expect((error as Error).message).not.toContain(text);
  });

  it.each(['notFound', []] as Answer[])('is refused where nothing is found: %j', async (answer) => {
    resolving(answer);
    expect(await refusalOf('https://alerts.contoso.com/')).toMatchObject({ reason: 'notResolved' });
  });

  it('is refused where the answer takes longer than five seconds', async () => {
    vi.useFakeTimers();
    resolving('never');
    let refusal: unknown;
    void refusalOf('https://alerts.contoso.com/').then((error) => (refusal = error));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(refusal).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(refusal).toMatchObject({ reason: 'notResolved' });
  });
});

describe('an allowed host', () => {
  const allowed = { hosts: new Set(['alerts.corp.example:8443', '10.0.0.5:443', '[fd00::1]:443']), only: false };
  const only = { ...allowed, only: true };

  it.each(['https://alerts.corp.example:8443/', 'https://Alerts.Corp.example.:8443/x', 'https://10.0.0.5/'])(
    'may have a private address: %s',
    async (callback) => {
      resolving(['10.0.0.5']);
      expect(await refusalOf(callback, allowed)).toEqual([{ address: '10.0.0.5', family: 4 }]);
      expect(await refusalOf(callback, only)).toEqual([{ address: '10.0.0.5', family: 4 }]);
    },
  );

  it('may be an IPv6 address', async () => {
    expect(await refusalOf('https://[fd00:0::1]:443/', allowed)).toEqual([{ address: 'fd00::1', family: 6 }]);
  });

  it.each(['https://alerts.corp.example/', 'https://alerts.corp.example:8444/', 'https://10.0.0.6/'])(
    'is none at another port or by another name: %s',
    async (callback) => {
      resolving(['10.0.0.5']);
      expect(await refusalOf(callback, allowed)).toMatchObject({ reason: 'privateAddress' });
    },
  );

  it('is the only one where the list says so, and nothing is asked about others', async () => {
    const asked = resolving(['8.8.8.8']);
    expect(await refusalOf('https://alerts.contoso.com/', only)).toMatchObject({ reason: 'notAllowed' });
    expect(await refusalOf('https://8.8.8.8/', only)).toMatchObject({ reason: 'notAllowed' });
    expect(asked).toEqual([]);
  });

  it('still has to be https', async () => {
    const url = new URL('http://alerts.corp.example:8443/');
    await expect(resolveCallback(url, allowed)).rejects.toMatchObject({ reason: 'notHttps' });
  });
});

describe('a name that is allowed', () => {
  const allowed: AllowedHosts = {
    hosts: new Set(['alerts.corp.example:443', '[fe80::1]:443', '127.0.0.1:8443']),
    only: false,
  };

  it.each(['10.1.2.3', '127.0.0.1', '192.168.7.7', 'fd00::7', '::1'])('may lead to %s', async (address) => {
    resolving([address]);
    expect(await refusalOf('https://alerts.corp.example/hook', allowed)).toEqual([
      { address, family: address.includes(':') ? 6 : 4 },
    ]);
  });

  it.each([
    '169.254.169.254',
    '168.63.129.16',
    '0.0.0.0',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
  ])('may not lead to %s', async (address) => {
    resolving(['10.1.2.3', address]);
    expect(await refusalOf('https://alerts.corp.example/hook', allowed)).toMatchObject({ reason: 'privateAddress' });
  });

  it('is one thing, and an address that is listed itself another', async () => {
    expect(await refusalOf('https://127.0.0.1:8443/hook', allowed)).toEqual([{ address: '127.0.0.1', family: 4 }]);
    expect(await refusalOf('https://[fe80::1]/hook', allowed)).toEqual([{ address: 'fe80::1', family: 6 }]);
  });
});
