import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

interface HeldPort {
  port: number;
  release(): Promise<void>;
}

async function hold(port: number): Promise<HeldPort> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async release() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** One loopback port for each wish: the wished one where it is free, else any (0 wishes for any); never the same twice. */
export async function freePorts(wishes: readonly number[]): Promise<number[]> {
  const held: HeldPort[] = [];
  for (const wish of wishes) held.push(await hold(wish).catch(() => hold(0)));
  await Promise.all(held.map((holder) => holder.release()));
  return held.map(({ port }) => port);
}
