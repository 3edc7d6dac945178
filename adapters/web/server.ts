import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { ConfigurationError } from '../../src/index.ts';
import { createApp, type WebParts } from './app.ts';

/** A running web server. */
export interface WebServer {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  url: string;
  /** Takes no new requests and waits for those in flight, up to a limit in milliseconds. */
  stop(deadlineMs: number): Promise<void>;
}

/** Starts the web server. @throws ConfigurationError when it cannot listen there. */
export async function startWebServer(
  parts: WebParts,
  at: { host: string; port: number },
): Promise<WebServer> {
  const server = createAdaptorServer({ fetch: createApp(parts).fetch }) as Server;
  server.listen(at.port, at.host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new ConfigurationError(
      `Cannot listen on ${at.host}:${at.port}: ${(cause as Error).message}`,
      { cause, hint: 'Choose another with HOST and PORT; PORT=0 takes any free one.' },
    );
  }
  const { port } = server.address() as AddressInfo;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return {
    url: `http://${host}:${port}`,
    stop: async (deadlineMs) => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
