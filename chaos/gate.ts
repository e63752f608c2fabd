import { once } from 'node:events';
import net from 'node:net';

/** Stands before a local server and carries its connections, unless it is closed to them. */
export interface Gate {
  /** Where callers find it: the address of the server with the gate's port. */
  url: string;
  /** Breaks every connection and refuses new ones. */
  shut(): void;
  /** Breaks every connection; new ones are taken, and nothing passes until it opens. */
  hold(): void;
  open(): void;
  /** How many connections wait for it to open. */
  waiting(): number;
  close(): Promise<void>;
}

/** Puts a gate before a server. */
export async function startGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const connections = new Set<net.Socket>();
  const held = new Set<net.Socket>();
  let state: 'open' | 'shut' | 'held' = 'open';

  const carry = (caller: net.Socket): void => {
    const server = net.connect(Number(port), hostname);
    for (const [from, to] of [
      [caller, server],
      [server, caller],
    ] as const) {
      from.pipe(to).on('error', () => from.destroy());
      from.on('close', () => to.destroy());
    }
  };
  const breakAll = (): void => {
    for (const caller of connections) caller.destroy();
  };
  const gate = net.createServer((caller) => {
    if (state === 'shut') {
      caller.resetAndDestroy();
      return;
    }
    connections.add(caller);
    caller.on('error', () => caller.destroy());
    caller.on('close', () => {
      connections.delete(caller);
      held.delete(caller);
    });
    if (state === 'held') held.add(caller);
    else carry(caller);
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const url = new URL(target);
  url.port = String((gate.address() as net.AddressInfo).port);
  return {
    url: url.href.replace(/\/$/, ''),
    shut() {
      state = 'shut';
      breakAll();
    },
    hold() {
      state = 'held';
      breakAll();
    },
    open() {
      state = 'open';
      for (const caller of held) carry(caller);
      held.clear();
    },
    waiting: () => held.size,
    async close() {
      breakAll();
      gate.close();
      await once(gate, 'close');
    },
  };
}
