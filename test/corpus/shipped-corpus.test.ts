import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isRejected, type PaperDraft } from '../../src/corpus/formats/format.ts';
import { pageText } from '../../src/corpus/formats/page-text.ts';
import { decode } from '../../src/corpus/formats/text.ts';
import { isArxivId, type Paper } from '../../src/corpus/paper.ts';
import { packagePath } from '../../src/package-root.ts';
import { titleKey } from '../../src/store/papers.ts';

const PAGE = packagePath('test', 'fixtures', 'formats', 'hf-papers-page.txt');
const METADATA = packagePath('test', 'fixtures', 'formats', 'hf-papers-page.metadata.jsonl');
const SHIPPED = packagePath('corpus', 'papers.jsonl');

/** What was found out about a paper of the page. */
interface Metadata {
  title: string;
  arxivId: string;
  authors?: string[];
  published?: string;
  categories?: string[];
}

async function draftsOfPage(): Promise<PaperDraft[]> {
  const drafts: PaperDraft[] = [];
  for await (const item of pageText.read(decode(createReadStream(PAGE)))) {
    if (isRejected(item)) throw new Error(`line ${item.line}: ${item.reason}`);
    drafts.push(item.draft);
  }
  return drafts;
}

/** The papers of the page in its order, each with the metadata of the same title. */
async function buildCorpus(): Promise<Paper[]> {
  const known = new Map<string, Metadata>();
  for (const line of (await readFile(METADATA, 'utf8')).split('\n').filter(Boolean)) {
    const metadata = JSON.parse(line) as Metadata;
    known.set(titleKey(metadata.title), metadata);
  }
  return (await draftsOfPage()).map(({ title, abstract, source }) => {
    const found = known.get(titleKey(title));
    if (!found) throw new Error(`no metadata for ${title}`);
    const { arxivId: id, authors, published: publishedAt, categories } = found;
    return { id, title, abstract, authors, publishedAt, categories, source };
  });
}

// `npx vitest run test/corpus/shipped-corpus.test.ts -u` writes the corpus anew.
test('the shipped corpus is the sample page as the project reads it, with its metadata', async () => {
  const papers = await buildCorpus();
  const jsonl = papers.map((paper) => `${JSON.stringify(paper)}\n`).join('');
  await expect(jsonl).toMatchFileSnapshot(SHIPPED);
});

test('the shipped corpus holds 65 papers with an arXiv id, a title and an abstract each', async () => {
  const papers = (await readFile(SHIPPED, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(papers).toHaveLength(65);
  expect(new Set(papers.map((paper) => paper.id)).size).toBe(65);
  for (const paper of papers) {
    expect(isArxivId(paper.id)).toBe(true);
    expect(paper.title.length).toBeGreaterThan(10);
    expect(paper.abstract.length).toBeGreaterThan(1000);
    expect(paper.publishedAt).toMatch(/^\d{4}-\d{2}(-\d{2})?$/);
  }
});

test('remains of LaTeX are kept as the page gives them', async () => {
  const drafts = await draftsOfPage();
  expect(drafts[0]?.abstract).toContain('11.0 pm 1.3 points');
  expect(drafts[0]?.abstract).toContain('19.2times higher throughput');
});
