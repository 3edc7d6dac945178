import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServedPaperboy, servePaperboy } from '../../helpers/web.ts';

const token = 'a-token-long-enough';
const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
let served: ServedPaperboy;

beforeAll(async () => {
  served = await servePaperboy({ token });
});
afterAll(() => served.stop());

/** Text as people and attackers write it. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc.constantFrom(
    "'; drop table papers; --",
    '../../../etc/passwd',
    '<script>alert(1)</script>',
    '\u0000',
    '%00%ff',
    '𝕏'.repeat(500),
    '{{7*7}}',
    'a'.repeat(19_000),
  ),
);
/** Well under the limit of requests a minute. */
const runs = { numRuns: 80 };

test('no query string makes the server fail', async () => {
  const paths = ['search', 'complete', 'trending', 'digests/preview', 'map'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.dictionary(
        fc.constantFrom('q', 'k', 'from', 'to', 'author', 'category', 'day', 'window', 'topic'),
        hostile,
      ),
      async (path, query) => {
        const search = new URLSearchParams(Object.entries(query));
        const response = await fetch(`${served.web.url}/api/${path}?${search}`, { headers });
        expect(response.status).toBeLessThan(500);
        await response.arrayBuffer();
      },
    ),
    runs,
  );
});

test('no path makes the server fail', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const path = encodeURIComponent(text.toWellFormed().slice(0, 4000));
      const response = await fetch(`${served.web.url}/api/papers/${path}`, { headers });
      expect(response.status).toBeLessThan(500);
      await response.arrayBuffer();
    }),
    runs,
  );
});

test('no body makes the server fail', async () => {
  const bodies = fc.oneof(
    fc.json(),
    hostile,
    fc
      .record(
        { question: hostile, conversation: hostile, paperIds: fc.array(hostile) },
        { requiredKeys: [] },
      )
      .map((body) => JSON.stringify(body)),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const response = await fetch(`${served.web.url}/api/ask`, { method: 'POST', headers, body });
      expect(response.status).toBeLessThan(500);
      await response.arrayBuffer();
    }),
    runs,
  );
});
