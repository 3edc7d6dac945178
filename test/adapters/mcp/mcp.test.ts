import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMcpServer } from '../../../adapters/mcp/server.ts';
import { type ServedPaperboy, servePaperboy } from '../../helpers/web.ts';

let served: ServedPaperboy;
beforeAll(async () => {
  served = await servePaperboy();
});
afterAll(() => served.stop());

const transports = {
  'HTTP under serve': async () =>
    new StreamableHTTPClientTransport(new URL('/mcp', served.web.url)),
  'a pipe': async () => {
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await createMcpServer(served.paperboy).connect(theirs);
    return ours;
  },
};

describe.each(Object.entries(transports))(
  'the Model Context Protocol over %s',
  (_name, connect) => {
    let client: Client;
    beforeAll(async () => {
      client = new Client({ name: 'test', version: '1' });
      await client.connect(await connect());
    });
    afterAll(() => client.close());

    const call = async (name: string, args: Record<string, unknown>) => {
      const result = await client.callTool({ name, arguments: args });
      const [content] = result.content as { text: string }[];
      return { isError: result.isError ?? false, text: content!.text };
    };

    test('offers its tools, each described', async () => {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name).sort()).toEqual([
        'ask',
        'get_paper',
        'search_papers',
        'similar_papers',
        'trending_papers',
      ]);
      expect(tools.every(({ description }) => description)).toBe(true);
    });

    test('answers with citations that are proved by the stored abstract', async () => {
      const { text } = await call('ask', { question: 'How do attention sinks help streaming?' });
      const { status, citations } = JSON.parse(text);
      expect(status).toBe('answered');
      const [{ id, evidence }] = citations;
      const paper = JSON.parse((await call('get_paper', { paper: id })).text);
      expect(paper.abstract.slice(evidence.start, evidence.end)).toBe(evidence.text);
    });

    test('searches, and finds similar and trending papers', async () => {
      const search = await call('search_papers', { query: 'attention kernels', k: 3 });
      expect(JSON.parse(search.text).papers).toHaveLength(3);
      const similar = await call('similar_papers', { paper: 'FlashAttention', k: 2 });
      expect(JSON.parse(similar.text).papers).toHaveLength(2);
      const trending = await call('trending_papers', { k: 1 });
      expect(JSON.parse(trending.text).papers).toHaveLength(1);
    });

    test('an unknown paper is an error that says what to do', async () => {
      const { isError, text } = await call('get_paper', { paper: 'zzzz qqqq' });
      expect(isError).toBe(true);
      expect(text).toMatch(/No paper/);
    });

    test('arguments of the wrong kind are refused', async () => {
      expect((await call('search_papers', { query: 7 })).isError).toBe(true);
    });
  },
);
