import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { citationKey, toBibtex } from '../../src/corpus/bibtex.ts';
import type { Paper } from '../../src/corpus/paper.ts';
import { packagePath } from '../../src/package-root.ts';
import { titleKey } from '../../src/store/papers.ts';
import { readAll, records } from './formats/read.ts';

const SINKS: Paper = {
  id: '2309.17453',
  title: 'Efficient Streaming Language Models with Attention Sinks',
  abstract: '',
  authors: ['Guangxuan Xiao', 'Yuandong Tian'],
  publishedAt: '2023-09',
  categories: ['cs.CL', 'cs.AI'],
};

const shipped: Paper[] = readFileSync(packagePath('corpus', 'papers.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

test('an arXiv paper is cited as arXiv asks', () => {
  expect(toBibtex([SINKS])).toBe(`@misc{xiao2023efficient,
  title = {Efficient Streaming Language Models with Attention Sinks},
  author = {Guangxuan Xiao and Yuandong Tian},
  year = {2023},
  month = sep,
  eprint = {2309.17453},
  archivePrefix = {arXiv},
  primaryClass = {cs.CL},
  url = {https://arxiv.org/abs/2309.17453},
}
`);
});

test('keys are stable, unique in an output and plain ASCII', () => {
  const other = { ...SINKS, id: '2309.99999' };
  const text = toBibtex([SINKS, other]);
  expect(text).toContain('@misc{xiao2023efficient,');
  expect(text).toContain('@misc{xiao2023efficient-2309.99999,');
  expect(
    citationKey({ id: 'x', title: 'Über die Welt', abstract: '', authors: ['Kurt Gödel'] }),
  ).toBe('godeluber');
});

test('special signs are escaped, mathematics is kept, capitals are protected', () => {
  const text = toBibtex([
    {
      ...SINKS,
      title: 'DuoAttention & LLMs: 50% of x_i, {a and $\\alpha$-V^3 #1 ~ \\textbf{bold}',
    },
  ]);
  expect(text).toContain(
    'title = {{DuoAttention} \\& {LLMs}: 50\\% of x\\_i, \\textbraceleft{}a and $\\alpha$-V\\textasciicircum{}3 \\#1 \\textasciitilde{} \\textbf{bold}}',
  );
});

test('every shipped paper survives the way to BibTeX and back', async () => {
  const items = records(await readAll(toBibtex(shipped)));
  expect(items).toHaveLength(shipped.length);
  for (const [index, paper] of shipped.entries()) {
    const { draft } = items[index]!;
    expect(draft.id).toBe(paper.id);
    expect(titleKey(draft.title)).toBe(titleKey(paper.title));
    expect(draft.authors ?? []).toEqual(paper.authors ?? []);
  }
});

test('signs of a title survive the way to BibTeX and back', async () => {
  const titles = ['A_b & c% #d {e} ~f ^g \\', 'MIMO Is All You Need : 100$', 'Closing {the gap'];
  for (const title of titles) {
    const [item] = records(await readAll(toBibtex([{ ...SINKS, title }])));
    expect(item?.draft.title).toBe(title);
  }
});
