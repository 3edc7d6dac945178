import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HTTPReceiver } from '@slack/bolt';
import { ConfigurationError, type Logger } from '../../src/index.ts';

/** Takes a request of Slack's or of somebody who installs the app. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** All that Slack can be told to send to; one is enough, but apps differ in how they were set up. */
export const ENDPOINTS = [
  '/slack/events',
  '/slack/commands',
  '/slack/interactions',
  '/slack/actions',
  '/slack/options',
];

/** Answers Slack's requests: signatures and timestamps are checked (401), unknown paths are 404. */
export function httpHandler(receiver: HTTPReceiver, logger: Logger): HttpHandler {
  return (request, response) => {
    // Bolt knows form bodies by this exact header; a charset behind it means the same.
    const type = request.headers['content-type'];
    if (type?.startsWith('application/x-www-form-urlencoded')) {
      request.headers['content-type'] = 'application/x-www-form-urlencoded';
    }
    try {
      receiver.requestListener(request, response);
    } catch (error) {
      // Bolt throws for paths that are not its own.
      logger.debug({ err: error }, 'a request to no path of Slack');
      response.writeHead(404).end();
    }
  };
}

/** Listens for Slack's requests. @throws ConfigurationError when it cannot. */
export async function listen(
  handler: HttpHandler,
  { host, port }: { host: string; port: number },
): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new ConfigurationError(`Cannot listen on ${host}:${port} for Slack: ${cause.message}`, {
          cause,
          hint: 'Choose another PORT or HOST.',
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  return server;
}

/** Stops listening; requests under way are answered first. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
