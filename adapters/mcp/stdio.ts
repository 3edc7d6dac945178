import { once } from 'node:events';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Paperboy } from '../../src/index.ts';
import { createMcpServer } from './server.ts';

/** `paperboy mcp`: speaks the protocol on standard input and output until the client leaves. */
export async function mcp(paperboy: Paperboy): Promise<number> {
  const server = createMcpServer(paperboy);
  const gone = once(process.stdin, 'end');
  await server.connect(new StdioServerTransport());
  await gone;
  await server.close();
  return 0;
}
