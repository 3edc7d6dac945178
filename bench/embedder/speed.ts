/**
 * What the built-in embedder costs. Usage: `npm run bench:embedder:speed -- PAPERS.jsonl.gz`, arXiv
 * metadata with title and abstract. Times are CPU times, so that a busy machine does not blur them.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Paper, paperText } from '../../src/corpus/paper.ts';
import { createLearnedEmbedder } from '../../src/retrieval/embedders/learned/index.ts';

const PAPERS = 20_000;
const BATCH = 256;

/** CPU milliseconds that the work took, all threads together. */
async function cpu(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const lines = gunzipSync(readFileSync(process.argv[2]!)).toString().split('\n', PAPERS);
const papers = lines.map((line) => JSON.parse(line) as Pick<Paper, 'title' | 'abstract'>);
const texts = papers.map(paperText);
const titles = papers.map(({ title }) => title);

let embedder = await createLearnedEmbedder();
const load = await cpu(async () => {
  embedder = await createLearnedEmbedder();
});
const embed = async () => {
  for (let at = 0; at < texts.length; at += BATCH) {
    await embedder.embedDocuments(texts.slice(at, at + BATCH));
  }
};
await embed();
const documents = await cpu(embed);
const queries = await cpu(async () => {
  for (const title of titles) await embedder.embedQuery(title);
});
const rows: [string, string][] = [
  ['load the model', `${load.toFixed(0)} ms`],
  ['embed a paper', `${((documents * 1000) / texts.length).toFixed(0)} µs`],
  ['papers a second, one core', Math.round((texts.length * 1000) / documents).toString()],
  ['embed a query (a title)', `${((queries * 1000) / titles.length).toFixed(1)} µs`],
];
process.stdout.write(`| ${embedder.id} | CPU |\n|---|---|\n`);
for (const [what, value] of rows) process.stdout.write(`| ${what} | ${value} |\n`);
