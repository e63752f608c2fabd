import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, type Server } from 'node:http';
import type { ProgrammingModel } from './coreTypes.ts';

const LISTENING = 'tracing:net.server.listen:asyncStart';

/** The server inside `@azure/functions` that takes the requests of an app that streams. */
export interface StreamingProxy {
  url: string;
  agent: Agent;
  close(): void;
}

/**
 * Asks the library for its capabilities, on which it opens its server if the app streams; undefined if it does not. The library never
 * closes that server nor hands it out, so it is caught as it begins to listen, and keeps no process alive.
 */
export async function openStreamingProxy(model: ProgrammingModel): Promise<StreamingProxy | undefined> {
  const opened: Server[] = [];
  const keep = (message: unknown) => opened.push((message as { server: Server }).server);
  subscribe(LISTENING, keep);
  const capabilities = await model.getCapabilities?.({}).finally(() => unsubscribe(LISTENING, keep));
  const url = capabilities?.HttpUri;
  if (!url) return undefined;
  const server = opened.find((candidate) => {
    const address = candidate.address();
    return typeof address === 'object' && String(address?.port) === new URL(url).port;
  });
  server?.unref();
  /** A connection that the server closes just as it is used again would leave its caller without an answer. */
  if (server) server.keepAliveTimeout = 0;
  const agent = new Agent({ keepAlive: true });
  return {
    url,
    agent,
    close() {
      agent.destroy();
      server?.closeAllConnections();
      server?.close();
    },
  };
}
