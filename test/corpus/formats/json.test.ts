import { describe, expect, test } from 'vitest';
import { readAll, readFixture, records } from './read.ts';

describe('Daily Papers JSON', () => {
  test('a recorded answer gives its thirty papers with votes, comments and stars', async () => {
    const items = records(await readFixture('hf-daily-papers.json'));
    expect(items).toHaveLength(30);
    const trace = items[3]!;
    expect(trace.draft).toMatchObject({
      id: '2606.13174',
      title:
        'Getting Better at Working With You: Compiling User Corrections into Runtime Enforcement for Coding Agents',
      publishedAt: '2026-06-11',
      listDay: '2026-06-12',
      githubRepo: 'https://github.com/YujunZhou/tellonce',
      source: 'hugging-face',
    });
    expect(trace.draft.keywords).toContain('runtime checks');
    expect(trace.observation).toMatchObject({ votes: 2, comments: 2, stars: 2 });
    expect(items[0]!.observation).toMatchObject({ votes: 0, comments: 2, stars: undefined });
  });

  test('the day of the list is submittedOnDailyAt, not the publishedAt at the top', async () => {
    const item = {
      publishedAt: '2026-06-10T20:00:00.000Z',
      numComments: 7,
      ai_keywords: ['only here'],
      paper: {
        id: '2606.00001v3',
        title: 'A title',
        summary: 'An abstract.',
        authors: [{ name: 'Ada' }, { name: 'Hidden', hidden: true }],
        publishedAt: '2026-06-01T00:00:00.000Z',
        submittedOnDailyAt: '2026-06-12T00:00:00.000Z',
        upvotes: 3,
        discussionId: 'x',
        withdrawnAt: '2026-06-13T08:00:00.000Z',
      },
    };
    const [read] = records(await readAll(JSON.stringify([item])));
    expect(read?.draft).toMatchObject({
      publishedAt: '2026-06-01',
      listDay: '2026-06-12',
      authors: ['Ada'],
      keywords: ['only here'],
      withdrawnAt: '2026-06-13T08:00:00.000Z',
    });
    expect(read?.observation).toMatchObject({ votes: 3, comments: 7 });
  });

  test('a cut-off document is a clear error', async () => {
    await expect(readAll('[{"paper": {"id": "2606.0')).rejects.toThrow(/not valid JSON/);
  });

  test('an object that holds a list is read as the list', async () => {
    for (const json of [
      '{\n "papers": [{"title": "One", "abstract": "Text."}]\n}',
      '{"papers":[{"title":"One","abstract":"Text."}]}',
    ]) {
      const items = await readAll(json);
      expect(records(items)[0]?.draft).toMatchObject({ title: 'One', abstract: 'Text.' });
    }
  });
});

describe('JSONL', () => {
  test('a broken line is rejected with its number and the rest goes on', async () => {
    const items = await readAll('{"title":"A","text":"a"}\n{"title": nope\n\n[1]\n{"title":"B"}\n');
    expect(items).toMatchObject([
      { line: 1, draft: { title: 'A', abstract: 'a' } },
      { line: 2, reason: expect.stringContaining('not valid JSON') },
      { line: 4, reason: 'not a JSON object' },
      { line: 5, draft: { title: 'B', abstract: '' } },
    ]);
  });

  test('a broken first line does not hide that it is JSONL', async () => {
    const items = await readAll('{"title": nope\n{"title":"B"}\n');
    expect(items).toMatchObject([{ line: 1, reason: expect.anything() }, { line: 2 }]);
  });

  test('a BEIR corpus is read', async () => {
    const [item] = records(
      await readAll('{"_id":"MED-10","title":"T","text":"X","metadata":{"url":"https://x.org/a"}}'),
    );
    expect(item?.draft).toMatchObject({
      id: 'MED-10',
      title: 'T',
      abstract: 'X',
      url: 'https://x.org/a',
    });
  });

  test("arXiv's bulk metadata is read: parsed authors, date of version 1, categories", async () => {
    const [item] = records(
      await readAll(
        JSON.stringify({
          id: '0704.0001',
          title: 'Calculation of prompt\n  diphoton production',
          abstract: '  A calculation.\n',
          authors: "C. Bal\\'azs, E. L. Berger",
          authors_parsed: [
            ['Balázs', 'C.', ''],
            ['Berger', 'E. L.', ''],
          ],
          categories: 'hep-ph hep-th',
          comments: '37 pages',
          versions: [{ version: 'v1', created: 'Mon, 2 Apr 2007 19:18:42 GMT' }],
          update_date: '2008-11-26',
        }),
      ),
    );
    expect(item?.draft).toMatchObject({
      id: '0704.0001',
      authors: ['C. Balázs', 'E. L. Berger'],
      categories: ['hep-ph', 'hep-th'],
      publishedAt: '2007-04-02',
    });
    expect(item?.observation?.comments).toBeUndefined();
  });

  test('an arXiv id is found in a link, a DOI and with its version', async () => {
    const lines = [
      { title: 'a', url: 'https://arxiv.org/abs/2309.17453v2' },
      { title: 'b', doi: '10.48550/arXiv.2309.17454' },
      { title: 'c', id: 'arXiv:2309.17455v1' },
      { title: 'd', id: 2309.17456 },
      { title: 'e', doi: '10.1145/3580305.3599' },
      { title: 'f', url: 'https://arxiv.org/pdf/cs/0112017v1.pdf' },
    ];
    const items = records(await readAll(lines.map((line) => JSON.stringify(line)).join('\n')));
    expect(items.map((item) => item.draft.id)).toEqual([
      '2309.17453',
      '2309.17454',
      '2309.17455',
      '2309.17456',
      '10.1145/3580305.3599',
      'cs/0112017',
    ]);
  });

  test('authors come as text, names or objects; dates as precise as they are', async () => {
    const lines = [
      { title: 'a', authors: 'Ada Lovelace, Alan Turing and Kurt Gödel', year: 2024 },
      { title: 'b', authors: [{ name: 'Ada Lovelace' }, 'Alan Turing'], date: '2024-10' },
      { title: 'c', author: 'Lovelace, Ada; Turing, Alan', published: '2024-02-31' },
      { title: 'd', published: '2024-10-15T09:00:00Z' },
    ];
    const items = records(await readAll(lines.map((line) => JSON.stringify(line)).join('\n')));
    expect(items.map((item) => item.draft.authors)).toEqual([
      ['Ada Lovelace', 'Alan Turing', 'Kurt Gödel'],
      ['Ada Lovelace', 'Alan Turing'],
      ['Lovelace, Ada', 'Turing, Alan'],
      undefined,
    ]);
    expect(items.map((item) => item.draft.publishedAt)).toEqual([
      '2024',
      '2024-10',
      undefined,
      '2024-10-15',
    ]);
  });

  test('a collected daily list loses the generated summary and keeps when votes were read', async () => {
    const items = records(await readFixture('collected-daily.jsonl'));
    expect(items).toHaveLength(11);
    const banana = items.find((item) => item.draft.id === '2601.23265')!;
    expect(banana.draft.abstract).toMatch(/^Despite rapid advances in autonomous AI scientists/);
    expect(banana.draft.listDay).toBe('2026-02-02');
    expect(banana.observation).toEqual({ votes: 188, at: '2026-02-19T05:35:33.531Z' });
  });

  test('a line of many megabytes is rejected without being kept', async () => {
    const items = await readAll(
      `{"title":"A"}\n{"title":"${'x'.repeat(5_000_000)}"}\n{"title":"B"}`,
    );
    expect(items).toMatchObject([
      { line: 1 },
      { line: 2, reason: expect.stringContaining('4 MB') },
      { line: 3 },
    ]);
  });
});
