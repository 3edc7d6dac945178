/**
 * How well the built-in embedder ranks, alone and fused, beside what one would use instead.
 * Usage: `npm run bench:embedder -- [--model FILE] BEIR_DIR…`. Prints a Markdown table of nDCG@10.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readBeir } from '../../src/corpus/beir.ts';
import { ndcg } from '../../src/eval/retrieval-metrics.ts';
import { queryTerms } from '../../src/retrieval/analyzer.ts';
import { createLearnedEmbedder } from '../../src/retrieval/embedders/learned/index.ts';
import { HybridRetriever } from '../../src/retrieval/hybrid-retriever.ts';
import { buildSnapshot, type DenseSide } from '../../src/retrieval/snapshot.ts';

/** What one query's ranking is: ids, best first. */
type Rank = (query: string) => Promise<string[]>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string' } },
});
const embedder = await createLearnedEmbedder(values.model);
const columns = ['BM25', 'LSA of the set', 'this embedder', 'all, fused'];
process.stdout.write(`| set | ${columns.join(' | ')} |\n|---|${'---|'.repeat(columns.length)}\n`);

for (const dir of positionals) {
  const { documents, queries, judgements } = await readBeir(dir);
  const papers = documents.map(({ id, title, text }) => ({
    paper: { id, title, abstract: text },
    contentHash: '',
  }));
  const snapshot = await buildSnapshot(papers, embedder);
  const byId = new Map(papers.map(({ paper }) => [paper.id, paper]));
  const retriever = new HybridRetriever(snapshot, {
    get: async (ids) => ids.flatMap((id) => byId.get(id) ?? []),
  });
  const nearest = (side: DenseSide): Rank => {
    return async (query) =>
      side.index.search(await side.embedder.embedQuery(query), 10).map(({ id }) => id);
  };
  const ranks: Rank[] = [
    async (query) =>
      snapshot.lexical
        .search(queryTerms(query), 10)
        .map(({ document }) => snapshot.catalog.id(document)),
    snapshot.lsa ? nearest(snapshot.lsa) : async () => [],
    nearest(snapshot.dense),
    async (query) => (await retriever.rank(query, 10)).map(({ id }) => id),
  ];
  const cells: string[] = [];
  for (const rank of ranks) {
    let sum = 0;
    for (const { id, text } of queries) sum += ndcg(await rank(text), judgements.get(id)!, 10);
    cells.push((sum / queries.length).toFixed(3).replace(/^0/, ''));
  }
  process.stdout.write(`| ${path.basename(dir)} | ${cells.join(' | ')} |\n`);
}
