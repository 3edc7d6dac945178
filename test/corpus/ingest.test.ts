import { copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FixedClock } from '../../src/clock.ts';
import { type IngestOptions, ingest } from '../../src/corpus/ingest.ts';
import { packagePath } from '../../src/package-root.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ObservationStore } from '../../src/store/observations.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { databaseKinds, type TestLocation } from '../helpers/databases.ts';

const fixture = (name: string) => packagePath('test', 'fixtures', 'formats', name);
const ABSTRACT =
  'We show that keeping the first tokens of a text lets a language model stream without end.';

describe.each(databaseKinds)('ingest into $kind', ({ locate }) => {
  let location: TestLocation;
  let db: Database;
  let papers: PaperStore;
  let options: IngestOptions;

  beforeEach(async () => {
    location = await locate();
    db = await openDatabase(location);
    papers = new PaperStore(db);
    options = { papers, db, clock: new FixedClock('2026-11-20T12:00:00Z') };
  });

  afterEach(async () => {
    await db.destroy();
    await location.dispose();
  });

  /** Writes a file of records, one JSON object a line, and gives its path. */
  function jsonl(name: string, records: unknown[]): string {
    const file = path.join(location.dataDir, name);
    mkdirSync(location.dataDir, { recursive: true });
    writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return file;
  }

  test('the pasted sample page goes into an empty store, and a second time changes nothing', async () => {
    const page = fixture('hf-papers-page.txt');
    expect(await ingest([page], options)).toMatchObject({ added: 65, updated: 0, rejected: 0 });
    expect(await papers.count()).toBe(65);
    const revision = await papers.revision();
    expect(await ingest([page], options)).toMatchObject({ added: 0, updated: 0, unchanged: 65 });
    expect(await papers.revision()).toBe(revision);
  });

  test('the pasted page meets the shipped papers by title and adds none', async () => {
    await ingest([packagePath('corpus', 'papers.jsonl')], options);
    const result = await ingest([fixture('hf-papers-page.txt')], options);
    expect(result).toMatchObject({ added: 0, updated: 0, unchanged: 65 });
  });

  test('a paper known by its title takes its arXiv id, and its old id still finds it', async () => {
    await ingest([fixture('hf-papers-page.txt')], options);
    const old = (await papers.byTitle(
      'FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness',
    ))!;
    const result = await ingest([packagePath('corpus', 'papers.jsonl')], options);
    expect(result).toMatchObject({ added: 0, updated: 65 });
    expect(await papers.count()).toBe(65);
    expect(await papers.get([old.id])).toMatchObject([{ id: '2205.14135' }]);
    expect(await ingest([fixture('hf-papers-page.txt')], options)).toMatchObject({ unchanged: 65 });
  });

  test('the richer field of each source is kept, whichever comes first', async () => {
    const title = 'Efficient Streaming with Sinks';
    const bib = path.join(location.dataDir, 'a.bib');
    mkdirSync(location.dataDir, { recursive: true });
    writeFileSync(
      bib,
      `@misc{x, title={${title}}, eprint={2309.17453v3}, author={Ada L. and Alan T.}, year=2023}`,
    );
    const file = jsonl('b.jsonl', [
      {
        id: '2309.17453v1',
        title,
        abstract: ABSTRACT,
        published: '2023-09-29',
        categories: ['cs.CL'],
      },
    ]);
    const expected = {
      id: '2309.17453',
      abstract: ABSTRACT,
      authors: ['Ada L.', 'Alan T.'],
      publishedAt: '2023-09-29',
      categories: ['cs.CL'],
    };
    await ingest([bib, file], options);
    expect(await papers.get(['2309.17453'])).toMatchObject([expected]);
    const result = await ingest([file, bib], options);
    expect(result).toMatchObject({ added: 0, updated: 0, unchanged: 2 });
  });

  test('an edited record of the same file replaces what it said before', async () => {
    await ingest(
      [jsonl('a.jsonl', [{ id: 'own-1', title: 'Our Note', abstract: ABSTRACT }])],
      options,
    );
    const result = await ingest(
      [jsonl('a.jsonl', [{ id: 'own-1', title: 'Our Note', abstract: 'Short.' }])],
      options,
    );
    expect(result).toMatchObject({ updated: 1 });
    expect(await papers.get(['own-1'])).toMatchObject([{ abstract: 'Short.' }]);
  });

  test('different works that share a title stay apart', async () => {
    const records = [
      {
        title: 'Editorial',
        abstract: 'On the beginnings of operating systems and their schedulers.',
      },
      { title: 'Editorial', abstract: 'About a new section for letters from our readers abroad.' },
      { id: '2401.00001', title: 'A Long And Telling Title', abstract: ABSTRACT },
      { id: '2401.00002', title: 'A Long and Telling Title', abstract: ABSTRACT },
    ];
    expect(await ingest([jsonl('a.jsonl', records)], options)).toMatchObject({ added: 4 });
    expect(await ingest([jsonl('a.jsonl', records)], options)).toMatchObject({ unchanged: 4 });
  });

  test('bad records are rejected with line and reason, the rest goes in', async () => {
    const file = path.join(location.dataDir, 'mixed.jsonl');
    mkdirSync(location.dataDir, { recursive: true });
    const lines = [
      '{"title":"Good One"}',
      '{oops',
      '{"abstract":"no title here"}',
      '{"title":"Good Two"}',
    ];
    writeFileSync(file, lines.join('\n'));
    const result = await ingest([file], options);
    expect(result).toMatchObject({ added: 2, rejected: 2 });
    expect(result.reasons).toMatchObject([
      { source: file, line: 2, reason: expect.stringContaining('not valid JSON') },
      { source: file, line: 3, reason: 'no title' },
    ]);
  });

  test('control signs and broken Unicode never reach the store', async () => {
    const file = path.join(location.dataDir, 'a.jsonl');
    mkdirSync(location.dataDir, { recursive: true });
    writeFileSync(
      file,
      `{"id":"x1","title":"Red \\u001b[31mtitle\\ud800","abstract":"a\\r\\nb"}\n`,
    );
    await ingest([file], options);
    expect(await papers.get(['x1'])).toMatchObject([
      { title: 'Red [31mtitle\uFFFD', abstract: 'a\nb' },
    ]);
  });

  test('standard input and several sources at once are read; one that fails does not stop the others', async () => {
    async function* stdin() {
      yield readFileSync(fixture('arxiv-query-1.xml'));
    }
    const result = await ingest(['missing.jsonl', '-'], { ...options, stdin: stdin() });
    expect(result).toMatchObject({
      added: 5,
      failures: [{ source: 'missing.jsonl', hint: expect.any(String) }],
    });
    await expect(ingest(['missing.jsonl'], options)).rejects.toThrow(
      'missing.jsonl cannot be read',
    );
  });

  test('a folder in the layout of BEIR is read, another folder is a clear error', async () => {
    const dir = path.join(location.dataDir, 'beir');
    mkdirSync(dir, { recursive: true });
    await expect(ingest([dir], options)).rejects.toThrow('without a corpus.jsonl');
    writeFileSync(path.join(dir, 'corpus.jsonl'), '{"_id":"7","title":"Seven","text":"Lucky."}\n');
    expect(await ingest([dir], options)).toMatchObject({ added: 1 });
    expect(await papers.get(['7'])).toMatchObject([{ title: 'Seven' }]);
  });

  test('votes of a collected list become observations at the time they were read', async () => {
    const observations = new ObservationStore(db);
    await ingest([fixture('collected-daily.jsonl')], options);
    const histories = await observations.histories(['2602.14111'], '2026-12-01');
    expect(histories.get('2602.14111')).toMatchObject([
      { at: '2026-02-18T14:10:23.623Z', votes: 22 },
      { at: '2026-02-19T01:55:38.241Z', votes: 51 },
    ]);
    const count = await observations.count();
    expect(await ingest([fixture('collected-daily.jsonl')], options)).toMatchObject({
      updated: 0,
      unchanged: 11,
    });
    expect(await observations.count()).toBe(count);
    expect((await papers.get(['2602.14111']))[0]?.listDay).toBe('2026-02-18');
  });

  test('a saved daily list without a time was read by the end of its day', async () => {
    const file = path.join(location.dataDir, 'saved.json');
    mkdirSync(location.dataDir, { recursive: true });
    copyFileSync(fixture('hf-daily-papers.json'), file);
    const written = new Date('2026-11-01T00:00:00Z');
    utimesSync(file, written, written);
    await ingest([file], options);
    const histories = await new ObservationStore(db).histories(['2606.13174'], '2027');
    expect(histories.get('2606.13174')).toMatchObject([
      { at: '2026-06-12T23:59:59.999Z', votes: 2, comments: 2, stars: 2 },
    ]);
  });

  test('observations follow a paper to its real id', async () => {
    const title = 'A Paper With a Long Enough Title';
    await ingest(
      [jsonl('a.jsonl', [{ title, votes: 3, fetched_at: '2026-11-01T00:00:00Z' }])],
      options,
    );
    await ingest(
      [
        jsonl('b.jsonl', [
          { id: '2611.00001', title, votes: 5, fetched_at: '2026-11-02T00:00:00Z' },
        ]),
      ],
      options,
    );
    const histories = await new ObservationStore(db).histories(['2611.00001'], '2026-12-01');
    expect(histories.get('2611.00001')?.map(({ votes }) => votes)).toEqual([3, 5]);
  });

  test('progress is told after each batch', async () => {
    const seen: number[] = [];
    const records = Array.from({ length: 2500 }, (_, n) => ({
      id: `p${n}`,
      title: `Paper number ${n}`,
    }));
    await ingest([jsonl('many.jsonl', records)], {
      ...options,
      onProgress: (done) => seen.push(done),
    });
    expect(seen).toEqual([1000, 2000, 2500]);
  });
});
