import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedPaperboy, servePaperboy } from '../../helpers/web.ts';

const SINKS = '2309.17453';
let served: ServedPaperboy;
let url: string;

beforeAll(async () => {
  served = await servePaperboy();
  url = served.web.url;
});
afterAll(() => served.stop());

const get = (path: string, init?: RequestInit) => fetch(url + path, init);
const ask = (body: unknown, headers: Record<string, string> = {}) =>
  get('/api/ask', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
/** The JSON of a response; what it holds is what the expectations are about. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
const jsonOf = async (response: Promise<Response> | Response): Promise<any> =>
  (await response).json();
const question = 'How do attention sinks help streaming?';

/** The status of a raw request, for headers and paths that fetch does not let one send. */
function raw(headers: Record<string, string>, path = '/api/search?q=x'): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('questions', () => {
  test('the answer cites a paper with the sentence that stands in its abstract', async () => {
    const answer = await jsonOf(ask({ question }));
    expect(answer.status).toBe('answered');
    const [{ paper, evidence }] = answer.citations;
    expect(paper.id).toBe(SINKS);
    expect(paper.abstract.slice(evidence.start, evidence.end)).toBe(evidence.text);
  });

  test('as events the answer comes piece by piece and ends with done', async () => {
    const text = await (await ask({ question }, { Accept: 'text/event-stream' })).text();
    const types = Array.from(text.matchAll(/^event: (\w+)$/gm), ([, type]) => type);
    expect(types[0]).toBe('searching');
    expect(types).toContain('text');
    expect(types.at(-1)).toBe('done');
  });

  test('what the corpus does not know is refused, not failed', async () => {
    const response = await ask({ question: 'What is the population of Brazil?' });
    expect(response.status).toBe(200);
    expect((await jsonOf(response)).status).toBe('not_in_corpus');
  });

  test('a follow-up in a conversation is understood, and the conversation can be deleted', async () => {
    const conversation = 'conversation-1';
    await ask({ question: 'What is StreamDiffusion?', conversation });
    const follow = await jsonOf(ask({ question: 'And how fast is it?', conversation }));
    expect(follow.citations[0]?.paper.title).toContain('StreamDiffusion');
    const deleted = await get(`/api/conversations/${conversation}`, { method: 'DELETE' });
    expect(await jsonOf(deleted)).toEqual({ deleted: true });
  });
});

describe('papers', () => {
  test('search ranks, and its filters restrict', async () => {
    const { results } = await jsonOf(get('/api/search?q=attention&k=50'));
    expect(results[0].rank).toBe(1);
    const early = await jsonOf(get('/api/search?q=attention&k=50&to=2022'));
    expect(early.results.length).toBeGreaterThan(0);
    expect(early.results.length).toBeLessThan(results.length);
  });

  test('type-ahead forgives typos', async () => {
    const { results } = await jsonOf(get('/api/complete?q=duo%20atention'));
    expect(results[0].title).toContain('DuoAttention');
  });

  test('a paper is found by id and by name, with similar papers and BibTeX', async () => {
    expect((await jsonOf(get(`/api/papers/${SINKS}`))).id).toBe(SINKS);
    expect((await jsonOf(get('/api/papers/FlashAttention'))).id).toBe('2205.14135');
    const { results } = await jsonOf(get(`/api/papers/${SINKS}/similar?k=3`));
    expect(results).toHaveLength(3);
    expect(await (await get(`/api/papers/${SINKS}/bibtex`)).text()).toMatch(/^@\w+\{/);
  });

  test('an unknown paper is 404 with what to do', async () => {
    const response = await get('/api/papers/0000.00000');
    expect(response.status).toBe(404);
    expect((await jsonOf(response)).error).toMatch(/Did you mean|Search/);
  });
});

describe('trending, digests and the map', () => {
  test('trending gives reasons, and says when it knows no votes', async () => {
    const { note, papers } = await jsonOf(get('/api/trending?k=3'));
    expect(note).toMatch(/No votes/);
    expect(papers).toHaveLength(3);
    expect(papers[0].why.length).toBeGreaterThan(0);
    expect((await get('/api/trending/chart.png')).status).toBe(404);
  });

  test('a digest is previewed without being posted', async () => {
    const digest = await jsonOf(get('/api/digests/preview?limit=2'));
    expect(digest.lines).toHaveLength(2);
    expect((await jsonOf(get('/api/digests'))).subscriptions).toEqual([]);
  });

  test('a subscription is made, changed, paused, resumed and removed', async () => {
    const send = (method: string, path: string, body: object = {}) =>
      get(path, {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    const list = async () => (await jsonOf(get('/api/digests'))).subscriptions;
    const target = { adapter: 'slack', workspace: 'T1', channel: 'C1' };
    const settings = { schedule: 'weekdays', time: '09:00', timeZone: 'Europe/Paris' };
    const { id } = await jsonOf(send('POST', '/api/digests', { ...target, settings }));
    expect(await list()).toMatchObject([{ id, ...target, paused: false }]);
    await send('PATCH', `/api/digests/${id}`, { time: '10:30' });
    expect((await list())[0].text).toContain('10:30');
    await send('POST', `/api/digests/${id}/pause`);
    expect(await list()).toMatchObject([{ paused: true, next: null }]);
    await send('POST', `/api/digests/${id}/resume`);
    expect(await list()).toMatchObject([{ paused: false }]);
    await get(`/api/digests/${id}`, { method: 'DELETE' });
    expect(await list()).toEqual([]);
    const wrong = await send('POST', '/api/digests', {
      ...target,
      settings: { ...settings, timeZone: 'Mars/Olympus' },
    });
    expect(wrong.status).toBe(400);
    expect((await jsonOf(wrong)).error).toMatch(/Mars/);
    expect((await send('POST', '/api/digests/unknown/pause')).status).toBe(404);
  });

  test('the map places every paper once, in the unit square, and names its topics', async () => {
    const { points, topics } = await jsonOf(get('/api/map'));
    expect(new Set(points.map(({ id }: { id: string }) => id)).size).toBe(65);
    const inside = (value: number) => value >= 0 && value <= 1;
    for (const { x, y, topic } of points) {
      expect(inside(x) && inside(y) && topic < topics.length).toBe(true);
    }
    expect(topics.every(({ label }: { label: string }) => label.length > 0)).toBe(true);
  });
});

describe('the description', () => {
  test('OpenAPI names every route, with its responses', async () => {
    const document = await jsonOf(get('/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/ask',
      '/api/complete',
      '/api/conversations/{key}',
      '/api/digests',
      '/api/digests/preview',
      '/api/digests/{id}',
      '/api/digests/{id}/{action}',
      '/api/map',
      '/api/papers/{id}',
      '/api/papers/{id}/bibtex',
      '/api/papers/{id}/similar',
      '/api/search',
      '/api/trending',
      '/api/trending/chart.png',
    ]);
    for (const methods of Object.values<Record<string, { responses: object }>>(document.paths)) {
      for (const { responses } of Object.values(methods)) expect(responses).toHaveProperty('200');
    }
  });
});

describe('what is refused', () => {
  test.each([
    ['an empty question', { question: '' }],
    ['no question', {}],
    ['a question of the wrong type', { question: 7 }],
    ['a conversation that is a path', { question, conversation: '../../etc/passwd' }],
  ])('%s is 400 with a reason', async (_what, body) => {
    const response = await ask(body);
    expect(response.status).toBe(400);
    expect((await jsonOf(response)).error).toMatch(/\w/);
  });

  test('a body that is no JSON is 400', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await get('/api/ask', { method: 'POST', headers, body: '{"question":' });
    expect(response.status).toBe(400);
  });

  test('a body beyond the limit is 413', async () => {
    expect((await ask({ question: 'x'.repeat(300 * 1024) })).status).toBe(413);
  });

  test('another name for this machine is refused: a page elsewhere could point it here', async () => {
    expect(await raw({ host: 'evil.example' })).toBe(403);
    expect(await raw({ host: 'localhost' })).toBe(200);
  });

  test('a request from a page elsewhere is refused', async () => {
    expect(await raw({ origin: 'https://evil.example' })).toBe(403);
  });

  test('no file outside the page is served', async () => {
    for (const path of ['/../app.ts', '/%2e%2e/app.ts', '/..%2f..%2fpackage.json']) {
      expect(await raw({}, path)).toBe(404);
    }
  });
});

describe('headers', () => {
  test('the page may load nothing from elsewhere and stand in no frame', async () => {
    const { headers } = await get('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('health and readiness answer without anything else', async () => {
    expect(await (await get('/healthz')).text()).toBe('ok');
    expect(await jsonOf(get('/readyz'))).toEqual({ ready: true, missing: [] });
  });
});
