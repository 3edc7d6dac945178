import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBibtex } from '../../../src/corpus/bibtex.ts';
import { cleanDraft } from '../../../src/corpus/clean-draft.ts';
import { FormatError } from '../../../src/errors.ts';
import { readAll, records } from './read.ts';

/** Beginnings by which each format is recognised, so that its reader is reached. */
const BEGINNINGS = [
  '',
  '{"title":"A"}\n',
  '{"paper":{"upvotes":1,"discussionId":"d","id":',
  '[{"title":',
  '<feed xmlns="http://www.w3.org/2005/Atom"><entry>',
  '@article{key, title={',
  'title,abstract\n"',
  'A Title\n\n',
];
const PIECES = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\n',
  '\n\n',
  '<entry>',
  '</feed>',
  '&amp;',
  '&x;',
  '\\',
  '@misc{a,',
  '=',
  '\0',
];

const nasty = fc
  .tuple(
    fc.constantFrom(...BEGINNINGS),
    fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 20 }))),
  )
  .map(([beginning, pieces]) => beginning + pieces.join(''));

test('any text is read or refused in words, and what is read can be stored', async () => {
  await fc.assert(
    fc.asyncProperty(nasty, async (text) => {
      const items = await readAll(text).catch((error: unknown) => {
        expect(error).toBeInstanceOf(FormatError);
        return [];
      });
      for (const { line, draft } of records(items)) {
        expect(line).toBeGreaterThan(0);
        const clean = cleanDraft(draft);
        if ('reason' in clean) continue;
        expect(clean.title).toBe(clean.title.trim());
        expect(clean.title + clean.abstract).not.toMatch(/\p{Surrogate}|\0/u);
      }
    }),
    { numRuns: 300 },
  );
});

test('any bytes are read or refused in words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, packed) => {
      const input = packed ? Uint8Array.from([0x1f, 0x8b, ...bytes]) : bytes;
      await readAll(input).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
    }),
    { numRuns: 200 },
  );
});

test('JSON nested without end is refused or rejected, not a crash', async () => {
  const deep = '['.repeat(200_000);
  await expect(readAll(deep)).rejects.toThrow(FormatError);
  const items = await readAll(`{"title":"A"}\n{"title":"B","authors":${deep}}\n{"title":"C"}`);
  expect(items).toMatchObject([{ line: 1 }, { line: 2, reason: expect.any(String) }, { line: 3 }]);
});

/** Text in which every second sign means something to LaTeX. */
const latexy = fc.string({
  unit: fc.constantFrom(...'\\\\{}{}$$$^_%#&~"@,= -.`abz', 'é'),
  maxLength: 25,
});

test('the BibTeX of any title and author is one entry that the reader takes back', async () => {
  await fc.assert(
    fc.asyncProperty(latexy, latexy, async (title, author) => {
      const paper = {
        id: '2611.00001',
        title: `On ${title}`,
        abstract: '',
        authors: [`Ada ${author}`],
      };
      const items = await readAll(toBibtex([paper]));
      expect(items).toMatchObject([{ draft: { id: '2611.00001' } }]);
    }),
    { numRuns: 200 },
  );
});
