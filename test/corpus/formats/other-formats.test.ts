import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readAll, readFixture, records } from './read.ts';

const PROSE =
  'We study how a streaming model keeps its memory bounded while it reads a text of any length, and show that a few early tokens carry most of the attention it needs.';

describe('pasted text', () => {
  test('the recorded page gives its sixty-five papers and nothing of the navigation', async () => {
    const items = await readFixture('hf-papers-page.txt');
    expect(items).toHaveLength(65);
    expect(items[0]).toMatchObject({
      line: 11,
      draft: { title: 'Just read twice: closing the recall gap for recurrent language models' },
    });
  });

  test('an abstract without a title is rejected with its line', async () => {
    const items = await readAll(`Mar 13\n\n${PROSE}\n\nA Title\n\n${PROSE}\n`);
    expect(items).toMatchObject(
      [
        { line: 3, reason: /title/ },
        { line: 5, draft: { title: 'A Title' } },
      ].map((item) =>
        'reason' in item ? { ...item, reason: expect.stringMatching(item.reason!) } : item,
      ),
    );
  });

  test('paragraphs of one abstract stay together, hard-wrapped lines are joined', async () => {
    const wrapped = PROSE.replace(/(.{40}\S*) /g, '$1\n');
    const [item] = records(await readAll(`A Title\n\n${wrapped}\n\n${PROSE}\n`));
    expect(item?.draft.abstract).toBe(`${PROSE}\n\n${PROSE}`);
  });

  test('a title directly above its abstract is told apart', async () => {
    const items = records(await readAll(`A Title\n${PROSE}\nAnother Title\n${PROSE}`));
    expect(items.map((item) => item.draft.title)).toEqual(['A Title', 'Another Title']);
  });
});

describe('arXiv Atom', () => {
  test('the form of 2026 is read, primary category first, id and links without version', async () => {
    const [mana] = records(await readFixture('arxiv-query-1.xml'));
    expect(mana?.line).toBe(10);
    expect(mana?.draft).toMatchObject({
      id: '2606.13677',
      title: 'Mana: Dexterous Manipulation of Articulated Tools',
      authors: ['Zhao-Heng Yin', 'Guanya Shi', 'Pieter Abbeel', 'C. Karen Liu'],
      categories: ['cs.RO', 'cs.AI', 'cs.CV', 'cs.LG'],
      publishedAt: '2026-06-11',
      url: 'https://arxiv.org/abs/2606.13677',
      pdfUrl: 'https://arxiv.org/pdf/2606.13677',
      source: 'arxiv',
    });
    expect(mana?.draft.abstract).toContain('(<1 minute per tool)');
    expect(mana?.draft.withdrawnAt).toBeUndefined();
  });

  test('the older form is read; its hard-wrapped lines are joined', async () => {
    const [item] = records(await readFixture('arxiv-query-3.xml'));
    expect(item?.draft).toMatchObject({
      id: '1601.00001',
      title: 'Inelastic effects in molecular transport junctions: The probe technique at high bias',
    });
    expect(item?.draft.abstract).toContain('to the high bias regime, and study');
  });

  test('paragraphs of an abstract stay apart', async () => {
    const [item] = records(await readFixture('arxiv-query-2.xml'));
    expect(item?.draft.abstract.split('\n')).toHaveLength(2);
  });

  test('an Error entry is an error, not a paper', async () => {
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><entry>
      <id>http://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title>
      <summary>incorrect id format for abc</summary></entry></feed>`;
    await expect(readAll(feed)).rejects.toThrow('incorrect id format for abc');
  });

  test('a withdrawn paper is marked with the day of its last version', async () => {
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><entry>
      <id>http://arxiv.org/abs/2401.00001v3</id><title>T</title><updated>2024-05-01T00:00:00Z</updated>
      <summary>This paper has been withdrawn by the author due to an error.</summary></entry></feed>`;
    const [item] = records(await readAll(feed));
    expect(item?.draft.withdrawnAt).toBe('2024-05-01T00:00:00.000Z');
  });

  test('declared entities are not expanded', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;">]>
      <feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2401.00001v1</id>
      <title>&b;</title><summary>x</summary></entry></feed>`;
    const text = JSON.stringify(await readAll(bomb).catch((error: Error) => error.message));
    expect(text).not.toContain('boom');
  });

  test('XML that is cut off is a clear error', async () => {
    await expect(readAll('<feed><entry><id>x</id>')).rejects.toThrow(/XML/);
  });
});

describe('CSV', () => {
  test('quotes, line breaks inside fields and other delimiters are read', async () => {
    const rows =
      'Arxiv ID;Title;Abstract;Authors\n2309.17453;"A ""good"" one";"Line\nbreak";Ada, Alan\n';
    const [item] = records(await readAll(rows));
    expect(item?.draft).toMatchObject({
      id: '2309.17453',
      title: 'A "good" one',
      abstract: 'Line\nbreak',
      authors: ['Ada', 'Alan'],
    });
  });

  test('a row with too many fields is rejected with its line', async () => {
    const items = await readAll('title,abstract\nA,a\nB,b,c,d\nC,c\n');
    // The parser reads ahead, so a rejection may come before the records above it.
    expect(items.sort((a, b) => a.line - b.line)).toMatchObject([
      { line: 2, draft: { title: 'A' } },
      { line: 3, reason: expect.stringContaining('not valid CSV') },
      { line: 4, draft: { title: 'C' } },
    ]);
  });
});

describe('BibTeX', () => {
  test('LaTeX becomes Unicode, an eprint becomes the id', async () => {
    const [item] = records(
      await readAll(`@article{a, title={{\\"U}ber {LLMs} and $\\alpha$},
        author={M{\\"u}ller, Hans and {The Foo Team} and van der Berg, Jan},
        year=2024, month=mar, eprint={2401.00001v2}, primaryClass={cs.CL}, abstract={50\\% more.}}`),
    );
    expect(item?.draft).toMatchObject({
      id: '2401.00001',
      title: 'Über LLMs and α',
      authors: ['Hans Müller', 'The Foo Team', 'Jan van der Berg'],
      publishedAt: '2024-03',
      categories: ['cs.CL'],
      abstract: '50% more.',
    });
  });

  test('a broken entry is rejected with its line, the others are read', async () => {
    const items = await readAll(
      '@misc{a, title={One}}\n@misc{b, title={never closed\n@misc{c, title={Three}}\n',
    );
    expect(records(items).map((item) => [item.line, item.draft.title])).toEqual([
      [1, 'One'],
      [3, 'Three'],
    ]);
    expect(items.find((item) => 'reason' in item)).toMatchObject({ line: 2 });
  });
});

describe('any input', () => {
  test('gzip is unpacked, a byte order mark and UTF-16 are understood', async () => {
    const line = '{"title":"Übung"}';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(line, 'utf16le')]);
    for (const input of [gzipSync(line), Buffer.from(`\uFEFF${line}`), utf16]) {
      expect(records(await readAll(input))[0]?.draft.title).toBe('Übung');
    }
  });

  test('a damaged gzip file, binary data, nothing and prose are clear errors', async () => {
    const packed = gzipSync('{"title":"A"}\n'.repeat(1000));
    await expect(readAll(packed.subarray(0, packed.length / 2))).rejects.toThrow(/damaged|cut off/);
    await expect(readAll(Buffer.from([1, 0, 2, 0, 3]))).rejects.toThrow(/binary/);
    await expect(readAll('  \n')).rejects.toThrow(/empty/);
    await expect(readAll('hello world')).rejects.toThrow(/no known format/);
  });
});
