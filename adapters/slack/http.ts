import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HTTPReceiver } from '@slack/bolt';
import type { Logger } from '../../src/index.ts';

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
