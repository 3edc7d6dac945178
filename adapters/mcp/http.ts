import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { Paperboy } from '../../src/index.ts';
import { createMcpServer } from './server.ts';

/**
 * Handles one request of the protocol over HTTP. There are no sessions: each request gets a server
 * of its own, so that any process behind a load balancer can answer.
 */
export async function handleMcp(paperboy: Paperboy, request: Request): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const server = createMcpServer(paperboy);
  await server.connect(transport);
  return transport.handleRequest(request);
}
