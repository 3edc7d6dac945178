/**
 * Fits the weights of `src/assistant/refusal.ts`. Usage:
 * `npm run bench:refusal -- PAPERS.jsonl QUESTIONS.jsonl[@PAPERS.jsonl]…` with arXiv papers, one JSON object a line, and
 * files of questions that people would ask, each over the shipped papers or over those behind its @. Prints
 * the weights and, for each kind of corpus left out of the fit, both kinds of error. Takes 8 minutes with
 * 267,000 papers, and `NODE_OPTIONS=--max-old-space-size=8000`.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { refusalFeatures, sureName } from '../../src/assistant/refusal.ts';
import type { Paper } from '../../src/corpus/paper.ts';
import { retrieverOver } from '../../src/eval/answers.ts';
import { type JudgedQuestion, readQuestions } from '../../src/eval/answers-questions.ts';
import { packagePath } from '../../src/package-root.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';
import { foreignQuestions } from './foreign-questions.ts';
import { type Example, fitLogistic, predict, type Weights } from './logistic.ts';
import { questionFor, type Random, seeded } from './made-questions.ts';

/** Corpora to sample: how many of each size, questions on its papers and foreign ones, whether papers left out are foreign. */
const CORPORA = [
  { size: 10, count: 15, questions: 40, foreign: 40, foreignPapers: true },
  { size: 65, count: 8, questions: 120, foreign: 120, foreignPapers: true },
  { size: 1000, count: 1, questions: 600, foreign: 300, foreignPapers: true },
  { size: 50_000, count: 1, questions: 600, foreign: 300, foreignPapers: false },
  { size: 200_000, count: 1, questions: 600, foreign: 300, foreignPapers: false },
];

/** What worded questions over their own few papers count in the fit; those of each size count 1, however many. */
const WORDED_SHARE = 6;
/** Papers left out share their field with the corpus: nobody can be sure that it does not answer. */
const FOREIGN_PAPER_WEIGHT = 0.2;
/** The same of questions that were worded over other papers. */
const OTHER_WORDED_WEIGHT = 0.07;
/** What answering a question that none of its papers answers weighs beside refusing one. */
const NONE_WEIGHT = 1.5;
/** What answering a question of everyday life weighs where each of its words stands in some paper. */
const FOREIGN_AMONG_MANY_WEIGHT = 2;
const MANY = 50_000;
/** From so many papers on, worded questions are asked among them too. */
const AMONG_MANY = 1000;

interface Labelled extends Example {
  corpus: string;
  question: string;
}

/** Questions that people would ask, and the papers that they are about. */
interface Worded {
  questions: readonly JudgedQuestion[];
  papers: readonly Paper[];
}

const [papersFile, ...questionFiles] = process.argv.slice(2);
const papers = (await readLines<Paper>(papersFile!)).filter(
  ({ abstract }) => abstract.length > 400,
);
const embedder = await createEmbedder();
const examples: Labelled[] = [];
const random = seeded(7);
const worded = await readWorded(questionFiles);
const wordedPapers = [...new Set(worded.map((each) => each.papers))].flat();

for (const { size, count, questions, foreign, foreignPapers } of CORPORA) {
  for (let i = 0; i < count; i++) {
    const inside = sample(papers, size, random);
    if (size >= AMONG_MANY) inside.push(...wordedPapers);
    const ids = new Set(inside.map(({ id }) => id));
    const retriever = await retrieverOver(inside, embedder);
    const add = (question: string, answerable: boolean, weight: number) =>
      label(retriever, `${size}`, question, answerable, weight);
    for (let n = 0; n < questions; n++) {
      const own = questionFor(inside[Math.floor(random() * size)]!, random);
      if (own) await add(own, true, 1);
      const other = papers[Math.floor(random() * papers.length)]!;
      const foreign = foreignPapers && !ids.has(other.id) && questionFor(other, random);
      if (foreign) await add(foreign, false, FOREIGN_PAPER_WEIGHT);
    }
    for (const question of sample(foreignQuestions(foreignPapers), foreign, random))
      await add(question, false, size >= MANY ? FOREIGN_AMONG_MANY_WEIGHT : 1);
    if (size >= AMONG_MANY) {
      for (const each of worded)
        for (const { question, kind } of each.questions)
          if (kind !== 'none') await add(question, true, 1);
    }
    process.stderr.write(`${size} papers: ${examples.length} questions\n`);
  }
}
for (const papers of new Set(worded.map((each) => each.papers))) {
  const retriever = await retrieverOver(papers, embedder);
  for (const each of worded) {
    const own = each.papers === papers;
    for (const { question, kind } of each.questions) {
      const answerable = own && kind !== 'none';
      const weight = answerable ? 1 : own ? NONE_WEIGHT : OTHER_WORDED_WEIGHT;
      // Lists and what nobody here answers may well be answered by other papers.
      if (own || kind === 'fact' || kind === 'paraphrase')
        await label(retriever, own ? 'worded' : 'other worded', question, answerable, weight);
    }
  }
}

const corpora = new Set(examples.map(({ corpus }) => corpus));
const of = (corpus: string) => examples.filter((each) => each.corpus === corpus);
const shares = new Map<string, number>();
for (const corpus of corpora) {
  // The questions of the others belong to the same few papers: one scale for both.
  const scale = of(corpus === 'other worded' ? 'worded' : corpus);
  const total = scale.reduce((sum, { weight }) => sum + weight, 0);
  shares.set(corpus, (corpus.endsWith('worded') ? WORDED_SHARE : 1) / total);
}

for (const each of examples) each.weight *= shares.get(each.corpus)!;

for (const corpus of corpora) {
  const others = examples.filter((each) => each.corpus !== corpus);
  report(`left out: ${corpus}`, fitLogistic(others), of(corpus));
}
const weights = fitLogistic(examples);
report('all', weights, examples);
for (const corpus of corpora) report(`  of them ${corpus}`, weights, of(corpus));
for (const each of of('worded')) {
  const p = predict(weights, each.features);
  if (p >= 0.5 !== each.answerable) console.log(p.toFixed(2), each.answerable, each.question);
}
console.log(
  JSON.stringify(weights, (_, v) => (typeof v === 'number' ? Number(v.toFixed(2)) : v), 2),
);

/** Reads files of questions, `QUESTIONS@PAPERS` or over the shipped papers; the same papers are read once. */
async function readWorded(files: readonly string[]): Promise<Worded[]> {
  const known = new Map<string, Paper[]>();
  const read: Worded[] = [];
  for (const file of files) {
    const [questions, papersOf = packagePath('corpus', 'papers.jsonl')] = file.split('@');
    if (!known.has(papersOf)) known.set(papersOf, await readLines<Paper>(papersOf));
    read.push({ questions: await readQuestions(questions!), papers: known.get(papersOf)! });
  }
  return read;
}

async function label(
  retriever: Retriever,
  corpus: string,
  question: string,
  answerable: boolean,
  weight: number,
): Promise<void> {
  const hits = await retriever.search(question, { k: 8 }).catch(() => []);
  const coverage = retriever.coverage(question, hits);
  const isNamed = sureName(question, coverage, retriever) !== undefined;
  const features = { ...refusalFeatures(hits, coverage, retriever.size, isNamed) };
  examples.push({ corpus, question, features, answerable, weight });
}

function report(what: string, weights: Weights, judged: readonly Labelled[]): void {
  const wrong = (answerable: boolean) => {
    const side = judged.filter((each) => each.answerable === answerable);
    const errors = side.filter(({ features }) => predict(weights, features) >= 0.5 !== answerable);
    return `${((100 * errors.length) / Math.max(1, side.length)).toFixed(1)} % of ${side.length}`;
  };
  console.log(`${what}: wrongly refused ${wrong(true)}, wrongly answered ${wrong(false)}`);
}

function sample<T>(items: readonly T[], count: number, random: Random): T[] {
  const rest = [...items];
  const taken: T[] = [];
  for (let i = 0; i < count && rest.length > 0; i++) {
    const at = Math.floor(random() * rest.length);
    taken.push(rest[at]!);
    rest[at] = rest.at(-1)!;
    rest.pop();
  }
  return taken;
}

async function readLines<T>(file: string): Promise<T[]> {
  const items: T[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line) items.push(JSON.parse(line));
  }
  return items;
}
