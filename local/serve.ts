import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ServeOptions {
  /** PEM key and certificate; without them the server speaks plain HTTP. */
  tls?: { key: string; cert: string };
  /** 0, the default, takes any free port. */
  port?: number;
}

export interface RunningServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Connections that wait to be accepted: of what is more the system drops the first packets, and who dropped out tries again after seconds, at last a minute. */
const BACKLOG = 4_096;

/** Starts a loopback HTTP(S) server and says where it listens. */
export async function serve(listener: RequestListener, { tls, port = 0 }: ServeOptions = {}): Promise<RunningServer> {
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.listen({ port, host: '127.0.0.1', backlog: BACKLOG });
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${bound}`,
    port: bound,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
