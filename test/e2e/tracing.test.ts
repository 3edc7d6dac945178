import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { dataDirectory, PATIENCE_MS, serve } from './serving.ts';

const REQUEST_ID = 'request-of-the-test';
const QUESTION = 'How do attention sinks help streaming?';

/** Takes what LangSmith's client sends. */
async function startTraces() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const zipped = request.headers['content-encoding'] === 'gzip';
    bodies.push((zipped ? gunzipSync(body) : body).toString());
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, bodies };
}

/** Asks one question of a process over its API, and ends the process. */
async function askAndStop(env: Record<string, string>): Promise<void> {
  const serving = await serve(dataDirectory(), env);
  const [, url] = await serving.until(/Paperboy is at (\S+)/);
  const response = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': REQUEST_ID },
    body: JSON.stringify({ question: QUESTION }),
  });
  expect(((await response.json()) as { status: string }).status).toBe('answered');
  serving.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
}

test('with its variables set, LangSmith gets the run of a question under its request id, models and tools inside', {
  timeout: PATIENCE_MS,
}, async () => {
  const { url, bodies } = await startTraces();
  await askAndStop({
    LANGSMITH_TRACING: 'true',
    LANGSMITH_ENDPOINT: url,
    LANGSMITH_API_KEY: 'key-for-traces',
  });
  const sent = bodies.join('\n');
  expect(sent).toContain(REQUEST_ID);
  expect(sent).toContain('"name":"paperboy"');
  expect(sent).toContain('search_papers');
  expect(sent).toContain(QUESTION);
  // One trace: the offline model's calls stand below the agent's run, not beside it.
  const traces = new Set(Array.from(sent.matchAll(/"trace_id":"([\w-]+)"/g), ([, id]) => id));
  expect(traces.size).toBe(1);
  expect(sent).toContain('"name":"ExtractiveModel"');
});

test('without them nothing is sent', { timeout: PATIENCE_MS }, async () => {
  const { url, bodies } = await startTraces();
  await askAndStop({ LANGSMITH_ENDPOINT: url, LANGSMITH_API_KEY: 'key-for-traces' });
  expect(bodies).toEqual([]);
});
