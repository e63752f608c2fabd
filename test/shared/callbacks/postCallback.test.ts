import dns from 'node:dns';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCertificateAuthority, type IssuedCertificate } from '../../../local/certificates.ts';
import { postCallback, type PostOptions } from '../../../shared/callbacks/postCallback.ts';

/** Of the unallocated part of the public address space, so that nothing is ever there. */
const PUBLIC_AND_UNREACHABLE = '2d00::1';

let trusted: IssuedCertificate;
let untrusted: IssuedCertificate;
const systemCertificates = tls.getCACertificates('default');
const closers: (() => void)[] = [];

beforeAll(async () => {
  const [ours, theirs] = await Promise.all([createCertificateAuthority(), createCertificateAuthority()]);
  [trusted, untrusted] = await Promise.all([ours.issue(), theirs.issue()]);
  tls.setDefaultCACertificates([...systemCertificates, ours.caPem]);
});
afterAll(() => tls.setDefaultCACertificates(systemCertificates));
afterEach(() => {
  vi.restoreAllMocks();
  for (const close of closers.splice(0)) close();
});

interface Receiver {
  port: number;
  /** Every connection that was ever made. */
  connections: Socket[];
}

async function listen(server: net.Server, address = '127.0.0.1', port = 0): Promise<Receiver> {
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    connections.push(socket);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(port, address);
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections };
}

function receiver(listener: RequestListener, address?: string, port?: number): Promise<Receiver> {
  return listen(https.createServer(trusted, listener), address, port);
}

/** A server that speaks TLS and then, once it was asked something, as told. */
function rawReceiver(speak: (socket: TLSSocket) => void): Promise<Receiver> {
  const onSocket = (socket: TLSSocket): void => {
    socket.on('error', () => undefined);
    socket.once('data', () => speak(socket));
  };
  return listen(tls.createServer(trusted, onSocket));
}

/** Has names resolve as told, one answer for each question and the last for ever; notes every question of the whole process. */
function resolving(...answers: string[][]): string[] {
  const asked: string[] = [];
  const lookup = (
    name: string,
    options: { all?: boolean },
    callback: (error: null, ...found: unknown[]) => void,
  ): void => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(name);
    const found = answer.map((address) => ({ address, family: net.isIP(address) }));
    setImmediate(() => {
      if (options.all) callback(null, found);
      else callback(null, found[0]?.address, found[0]?.family);
    });
  };
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
  return asked;
}

/** Notes every address that any socket of the process begins to connect to. */
function connecting(): string[] {
  const addresses: string[] = [];
  const original = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'connect')?.value as () => Socket;
  vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
    this.on('connectionAttempt', (address: string) => addresses.push(address));
    return Reflect.apply(original, this, args) as Socket;
  });
  return addresses;
}

function post(callback: string, options: Partial<PostOptions> = {}) {
  const url = new URL(callback);
  const allowed = { hosts: new Set([url.host]), only: false };
  return postCallback(url, { headers: { 'Content-Type': 'application/json' }, body: '{"id":1}', allowed, ...options });
}

/** Posts to a server of this behaviour. */
async function postTo(listener: RequestListener, options?: Partial<PostOptions>) {
  return post(`https://127.0.0.1:${(await receiver(listener)).port}/hook`, options);
}

async function gone(sockets: Socket[], withinInMs = 5_000): Promise<void> {
  await expect
    .poll(() => sockets.every((socket) => socket.destroyed), { timeout: withinInMs, interval: 20 })
    .toBe(true);
}

describe('postCallback', () => {
  it('posts the body with its headers and ends the connection', async () => {
    const received: unknown[] = [];
    const { port, connections } = await receiver((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { method, url, httpVersion, headers } = request;
        received.push([method, url, httpVersion, headers['webhook-id'], headers.host, body]);
        response.writeHead(202).end('thanks');
      });
    });
    const outcome = await post(`https://127.0.0.1:${port}/hook?a=b`, { headers: { 'webhook-id': 'msg_1' } });
    expect(outcome).toEqual({ kind: 'answered', status: 202 });
    expect(received).toEqual([['POST', '/hook?a=b', '1.1', 'msg_1', `127.0.0.1:${port}`, '{"id":1}']]);
    expect(connections).toHaveLength(1);
    await gone(connections);
  });

  it.each([200, 204, 400, 404, 410, 429, 500, 503])('takes %i for an answer', async (status) => {
    const outcome = await postTo((_request, response) => void response.writeHead(status).end());
    expect(outcome).toEqual({ kind: 'answered', status });
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
    const other = await receiver((_request, response) => void response.end());
    const location = `https://127.0.0.1:${other.port}/`;
    const outcome = await postTo((_request, response) => void response.writeHead(status, { location }).end());
    expect(outcome).toEqual({ kind: 'answered', status });
    expect(other.connections).toEqual([]);
  });

  it.each([
    ['57', 57_000],
    ['Tue, 10 Mar 2026 12:00:30 GMT', 30_000],
    ['Tue, 10 Mar 2026 11:00:30 GMT', 0],
    ['Tue, 10 Mar 2099 12:00:30 GMT', 86_400_000],
  ])('reads a Retry-After of %s', async (header, retryAfterInMs) => {
    const listener: RequestListener = (_request, response) => response.writeHead(429, { 'Retry-After': header }).end();
    const now = () => Date.parse('2026-03-10T12:00:00Z');
    expect(await postTo(listener, { now })).toEqual({ kind: 'answered', status: 429, retryAfterInMs });
  });

  it('leaves a Retry-After out that it cannot read', async () => {
    const listener: RequestListener = (_request, response) => response.writeHead(503, { 'Retry-After': 'soon' }).end();
    expect(await postTo(listener)).toEqual({ kind: 'answered', status: 503 });
  });
});

describe('the address that was checked', () => {
  it('is the only one used, with one question per post, though the name has another the next time', async () => {
    const first = await receiver((_request, response) => void response.writeHead(200).end());
    const second = await receiver((_request, response) => void response.writeHead(500).end(), '127.0.0.2', first.port);
    const asked = resolving(['127.0.0.1'], ['127.0.0.2']);
    const connected = connecting();
    const outcome = await post(`https://localhost:${first.port}/`);
    expect(outcome).toEqual({ kind: 'answered', status: 200 });
    expect([asked, connected, second.connections]).toEqual([['localhost'], ['127.0.0.1'], []]);
  });

  it('is the public one, though the name is rebound to a private one at once', async () => {
    const inside = await receiver((_request, response) => void response.end());
    const asked = resolving([PUBLIC_AND_UNREACHABLE], ['127.0.0.1']);
    const connected = connecting();
    const callback = `https://localhost:${inside.port}/`;
    const nobody = { hosts: new Set<string>(), only: false };
    expect(await post(callback, { allowed: nobody, timeoutInMs: 500 })).toMatchObject({ kind: 'failed' });
    expect([asked, connected, inside.connections]).toEqual([['localhost'], [PUBLIC_AND_UNREACHABLE], []]);

    expect(await post(callback, { allowed: nobody })).toMatchObject({ kind: 'failed', reason: 'refused' });
    expect([asked.length, connected.length, inside.connections]).toEqual([2, 1, []]);
  });

  it('is one of several: the next is tried where nothing listens', async () => {
    const { port } = await receiver((_request, response) => void response.writeHead(200).end());
    const asked = resolving(['127.0.0.3', '127.0.0.1']);
    expect(await post(`https://localhost:${port}/`)).toEqual({ kind: 'answered', status: 200 });
    expect(asked).toEqual(['localhost']);
  });

  it('is none where the name has a private address among public ones', async () => {
    const inside = await receiver((_request, response) => void response.end());
    resolving([PUBLIC_AND_UNREACHABLE, '127.0.0.1']);
    const connected = connecting();
    const allowed = { hosts: new Set<string>(), only: false };
    const outcome = await post(`https://hook.example:${inside.port}/secret`, { allowed });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'refused' });
    expect(JSON.stringify(outcome)).not.toMatch(/hook|example|secret|127|2d00/);
    expect([connected, inside.connections]).toEqual([[], []]);
  });

  it.each(['https://127.0.0.1:1/', 'https://2130706433/', 'https://[::ffff:7f00:1]/', 'http://localhost/'])(
    'is none for %s',
    async (callback) => {
      const connected = connecting();
      const allowed = { hosts: new Set<string>(), only: false };
      expect(await post(callback, { allowed })).toMatchObject({ kind: 'failed', reason: 'refused' });
      expect(connected).toEqual([]);
    },
  );

  it('may be found the next time', async () => {
    resolving([]);
    expect(await post('https://hook.example/')).toMatchObject({ kind: 'failed', reason: 'network' });
  });
});

describe('the time limit', () => {
  const timeoutInMs = 400;

  async function expectTimeout(callback: string): Promise<void> {
    const startedAt = performance.now();
    const outcome = await post(callback, { timeoutInMs });
    const tookInMs = performance.now() - startedAt;
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'timeout' });
    expect(tookInMs).toBeGreaterThan(timeoutInMs - 20);
    expect(tookInMs).toBeLessThan(timeoutInMs + 1_000);
  }

  it('is over where DNS never answers', async () => {
    vi.spyOn(dns, 'lookup').mockImplementation(() => undefined);
    await expectTimeout('https://hook.example/');
  });

  it('is over where DNS is slow and TLS is never spoken, and the connection is cut at once', async () => {
    const { port, connections } = await listen(net.createServer((socket) => void socket.resume()));
    const lookup = (_name: string, _options: unknown, callback: (error: null, found: unknown[]) => void): void => {
      setTimeout(callback, timeoutInMs - 100, null, [{ address: '127.0.0.1', family: 4 }]);
    };
    vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
    await expectTimeout(`https://localhost:${port}/`);
    expect(connections).toHaveLength(1);
    await gone(connections, 150);
  });

  it('is over where no header ever comes', async () => {
    const { port, connections } = await receiver(() => undefined);
    await expectTimeout(`https://127.0.0.1:${port}/`);
    await gone(connections);
  });

  it.each([
    ['a header drips in', 'HTTP/1.1 200 OK\r\nX-Drip: ', 'x'],
    ['headers drip in', 'HTTP/1.1 200 OK\r\n', 'X: y\r\n'],
    ['early hints never end', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('is over where %s', async (_name, start, drip) => {
    const { port, connections } = await rawReceiver((socket) => {
      socket.write(start);
      const timer = setInterval(() => socket.write(drip), 20);
      socket.on('close', () => clearInterval(timer));
    });
    await expectTimeout(`https://127.0.0.1:${port}/`);
    await gone(connections);
  });

  it('is over where a large body is not taken', async () => {
    const { port } = await receiver((request) => void request.pause());
    const startedAt = performance.now();
    const body = 'x'.repeat(64 * 1024 * 1024);
    const outcome = await post(`https://127.0.0.1:${port}/`, { timeoutInMs, body });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(timeoutInMs + 2_000);
  });

  it('leaves the answer where its body never ends', async () => {
    const { port, connections } = await receiver((_request, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
      response.writeHead(200);
    });
    const startedAt = performance.now();
    expect(await post(`https://127.0.0.1:${port}/`, { timeoutInMs })).toEqual({ kind: 'answered', status: 200 });
    expect(performance.now() - startedAt).toBeLessThan(timeoutInMs + 1_000);
    await gone(connections);
  });
});

describe('an answer of 5 GB', () => {
  const SIZE_IN_BYTES = 5 * 1024 ** 3;

  it.each([
    ['that states its length', { 'Content-Length': SIZE_IN_BYTES }],
    ['that states no length', {}],
  ])('%s is cut, and memory stays small', async (_name, headers) => {
    let writtenInBytes = 0;
    const { port, connections } = await receiver((_request, response) => {
      const chunk = Buffer.alloc(65_536);
      const write = (): void => {
        while (!response.destroyed && writtenInBytes < SIZE_IN_BYTES) {
          writtenInBytes += chunk.length;
          if (!response.write(chunk)) return;
        }
      };
      response.writeHead(200, headers).on('drain', write);
      write();
    });
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    expect(await post(`https://127.0.0.1:${port}/`)).toEqual({ kind: 'answered', status: 200 });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await gone(connections);
    expect(writtenInBytes).toBeLessThan(32 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('in its headers is no answer', async () => {
    const { port, connections } = await rawReceiver((socket) => {
      const line = `X-Long: ${'x'.repeat(1_000)}\r\n`;
      const write = (): void => {
        while (!socket.destroyed) if (!socket.write(line)) return;
      };
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.on('drain', write);
      write();
    });
    expect(await post(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed', reason: 'network' });
    await gone(connections);
  });
});

describe('a failure', () => {
  const nothingTold = (outcome: unknown, port: number): void =>
    expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`127\\.0|localhost|hook|example|secret|${port}`));

  it.each([
    ['the connection is reset before the answer', (socket: TLSSocket) => void socket.destroy()],
    ['the answer is not HTTP', (socket: TLSSocket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    [
      'the protocol is switched',
      (socket: TLSSocket) =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    ],
  ])('is of the network where %s', async (_name, speak) => {
    const { port, connections } = await rawReceiver(speak);
    const outcome = await post(`https://127.0.0.1:${port}/secret`);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'network' });
    nothingTold(outcome, port);
    expect(connections).toHaveLength(1);
  });

  it('is of the network where nothing listens', async () => {
    const { port } = await receiver(() => undefined);
    for (const close of closers.splice(0)) close();
    const outcome = await post(`https://127.0.0.1:${port}/secret`);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'network' });
    nothingTold(outcome, port);
  });

  it('is none where the connection is reset within the answer’s body', async () => {
    const { port } = await rawReceiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc', () => socket.destroy());
    });
    expect(await post(`https://127.0.0.1:${port}/`)).toEqual({ kind: 'answered', status: 200 });
  });

  it('is of TLS where the certificate is for another name, and nothing is sent', async () => {
    let requests = 0;
    const { port } = await receiver(() => void (requests += 1));
    resolving(['127.0.0.1']);
    const outcome = await post(`https://hook.example:${port}/secret`);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'tls' });
    nothingTold(outcome, port);
    expect(requests).toBe(0);
  });

  it('is of TLS where nobody trusted has signed the certificate, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { port } = await listen(https.createServer(untrusted, (_request, response) => void response.end()));
    const outcome = await post(`https://127.0.0.1:${port}/secret`).finally(() => vi.unstubAllEnvs());
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'tls' });
    nothingTold(outcome, port);
  });

  it('is of TLS where plain HTTP is spoken', async () => {
    const { port } = await listen(net.createServer((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n')));
    expect(await post(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed', reason: 'tls' });
  });
});
