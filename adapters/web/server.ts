import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { ConfigurationError } from '../../src/index.ts';
import { createApp, type WebParts } from './app.ts';
import { BODY_LIMIT } from './security.ts';

/** A handler in Node's terms, of a library that knows no other; it authenticates its requests. */
export interface NodeMount {
  /** The path it answers below, such as `/slack`. */
  path: string;
  handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A running web server. */
export interface WebServer {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  url: string;
  /** Takes no new requests and waits for those in flight, up to a limit in milliseconds. */
  stop(deadlineMs: number): Promise<void>;
}

/** Starts the web server. @throws ConfigurationError when it cannot listen there. */
export async function startWebServer(
  parts: WebParts & { nodeMounts?: NodeMount[] },
  at: { host: string; port: number },
): Promise<WebServer> {
  const app = getRequestListener(createApp(parts).fetch);
  const server = createServer((request, response) => {
    const mount = parts.nodeMounts?.find(({ path }) => request.url?.startsWith(`${path}/`));
    if (!mount) return app(request, response);
    if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) {
      return response.writeHead(413).end();
    }
    return mount.handle(request, response);
  });
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
