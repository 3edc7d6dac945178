import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createMetrics, type Metrics } from '../../adapters/metrics.ts';
import { startWebServer } from '../../adapters/web/server.ts';
import type { ChatService } from '../../src/chat/chat-service.ts';
import type { ReplyEvent } from '../../src/chat/reply.ts';
import { readConfig } from '../../src/config.ts';
import { createDigests } from '../../src/digest/digests.ts';
import { silentLogger } from '../../src/log.ts';
import { openPaperboy, type Paperboy } from '../../src/paperboy.ts';
import { channel, MORNING, World } from '../digest/world.ts';
import { temporaryDir } from '../helpers/databases.ts';
import { ModelServer } from '../servers/model/model-server.ts';
import { OPENAI_USAGE } from '../servers/model/wires.ts';

const QUESTION = 'How do attention sinks help streaming?';
let metrics: Metrics;
let number = 0;

beforeEach(() => {
  metrics = createMetrics();
});
afterEach(() => vi.unstubAllEnvs());

/** The core over the shipped papers, observed. */
async function open(env: NodeJS.ProcessEnv = {}): Promise<Paperboy> {
  const dataDir = temporaryDir();
  const paperboy = await openPaperboy(
    readConfig({ SENTENCE_ENCODER: 'false', ...env }, { dataDir }),
    { telemetry: metrics },
  );
  onTestFinished(async () => {
    await paperboy.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return paperboy;
}

function ask(chat: ChatService, question: string, thread = 't'): AsyncGenerator<ReplyEvent, void> {
  const origin = { adapter: 'discord', workspace: 'g', channel: 'c', thread, userId: 'u1' };
  return chat.handle({ eventId: `e${number++}`, origin, command: { name: 'ask', question } });
}

async function readAll(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

/** Value of a series such as `name{label="x"}`; undefined where there is none. */
async function value(series: string): Promise<number | undefined> {
  const lines = (await metrics.text()).split('\n');
  const line = lines.find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

test('a question in chat is counted by adapter and outcome, with the time of each stage', async () => {
  const paperboy = await open();
  const { chat } = await paperboy.service({ adapters: () => new Map() });
  await readAll(ask(chat, QUESTION));
  await readAll(ask(chat, 'What is the population of Brazil?', 't2'));
  const requests = 'paperboy_requests_total{adapter="discord",command="ask"';
  expect(await value(`${requests},outcome="answered"}`)).toBe(1);
  expect(await value(`${requests},outcome="not_in_corpus"}`)).toBe(1);
  const seconds = 'paperboy_request_seconds_count{adapter="discord",command="ask"}';
  expect(await value(seconds)).toBe(2);
  for (const stage of ['wait', 'search', 'model', 'gate']) {
    expect(await value(`paperboy_stage_seconds_count{stage="${stage}"}`)).toBeGreaterThanOrEqual(2);
  }
  const searches = (await value('paperboy_retrieval_score_count'))!;
  expect(searches).toBe(await value('paperboy_stage_seconds_count{stage="search"}'));
  // The unknown question scores low, the known one high.
  expect(await value('paperboy_retrieval_score_bucket{le="0.5"}')).toBeGreaterThanOrEqual(1);
  expect(await value('paperboy_retrieval_score_bucket{le="0.5"}')).toBeLessThan(searches);
});

test('what waits and what is worked on shows while it does, and no longer', async () => {
  const paperboy = await open();
  const { chat } = await paperboy.service({ adapters: () => new Map() });
  const first = ask(chat, QUESTION);
  await first.next();
  expect(await value('paperboy_queue{state="working"}')).toBe(1);
  const second = readAll(ask(chat, QUESTION));
  await vi.waitFor(async () => expect(await value('paperboy_queue{state="waiting"}')).toBe(1));
  await readAll(first);
  await second;
  expect(await value('paperboy_queue{state="waiting"}')).toBe(0);
  expect(await value('paperboy_queue{state="working"}')).toBe(0);
});

test('calls, failures and tokens are counted by model', async () => {
  const server = await ModelServer.start({ text: 'No marker here.' }, { status: 401 });
  onTestFinished(() => server.stop());
  vi.stubEnv('OPENAI_BASE_URL', `${server.url}/v1`);
  vi.stubEnv('OPENAI_API_KEY', 'key');
  const paperboy = await open({ CHAT_MODEL: 'openai:m,extractive' });
  const { chat } = await paperboy.service({ adapters: () => new Map() });
  await readAll(ask(chat, QUESTION));
  const calls = 'paperboy_model_calls_total{model=';
  expect(await value(`${calls}"openai:m",outcome="ok"}`)).toBe(1);
  const tokens = 'paperboy_model_tokens_total{model="openai:m",direction=';
  expect(await value(`${tokens}"input"}`)).toBe(OPENAI_USAGE.prompt_tokens);
  expect(await value(`${tokens}"output"}`)).toBe(OPENAI_USAGE.completion_tokens);
  // A claim without proof was removed.
  expect(await value('paperboy_gate_repairs_total')).toBeGreaterThanOrEqual(1);

  await readAll(ask(chat, QUESTION));
  expect(await value(`${calls}"openai:m",outcome="refused_key"}`)).toBe(1);
  expect(await value(`${calls}"extractive",outcome="ok"}`)).toBeGreaterThanOrEqual(1);
});

test('a delivery is counted with its lag behind the slot', async () => {
  const world = await World.open();
  onTestFinished(() => world.close());
  const digests = createDigests({ ...world.parts, observe: metrics.delivery });
  await digests.subscribe(channel('C1'), MORNING, { userId: 'u1' });
  await world.at('2026-11-23T09:01:30Z', digests);
  expect(await value('paperboy_deliveries_total{adapter="platform",state="sent"}')).toBe(1);
  expect(await value('paperboy_delivery_lag_seconds_sum{adapter="platform"}')).toBe(90);
});

test('the page serves them, its own questions among them', async () => {
  const paperboy = await open();
  const { digests } = await paperboy.service({ adapters: () => new Map() });
  const library = await paperboy.library();
  metrics.countPapers(() => library.retriever.size);
  const web = await startWebServer(
    {
      paperboy,
      digests,
      mounts: [],
      mcp: async () => new Response(),
      log: silentLogger,
      metrics: metrics.text,
      notReady: async () => [],
    },
    { host: '127.0.0.1', port: 0 },
  );
  onTestFinished(() => web.stop(1000));
  const asked = await fetch(`${web.url}/api/ask`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ question: QUESTION }),
  });
  expect(asked.status).toBe(200);
  const text = await (await fetch(`${web.url}/metrics`)).text();
  expect(text).toContain(
    'paperboy_requests_total{adapter="web",command="ask",outcome="answered"} 1',
  );
  expect(text).toContain('paperboy_papers 65');
  expect(text).not.toContain('attention');
});
