import { config as loadDotenv } from 'dotenv';
import { readConfig, runAnswerEvaluation, runRetrievalEvaluation } from '../../../src/index.ts';
import type { Output } from '../output.ts';
import { withProgress } from '../progress.ts';

/** `eval retrieval DIR`: the scorecard of a BEIR folder. */
export async function evalRetrieval(
  dir: string,
  options: { json?: boolean },
  output: Output,
): Promise<number> {
  loadDotenv({ quiet: true });
  const config = readConfig(process.env);
  const scores = await withProgress('Indexing', (report) =>
    runRetrievalEvaluation(dir, config, report),
  );
  print({ ...scores }, options, output);
  return 0;
}

/** `eval answers FILE`: the scorecard of a file of questions over the shipped papers. */
export async function evalAnswers(
  file: string,
  options: { json?: boolean; verbose?: boolean },
  output: Output,
): Promise<number> {
  loadDotenv({ quiet: true });
  const config = readConfig(process.env);
  const scores = await runAnswerEvaluation(file, config, ({ question, answer }) => {
    if (!options.verbose) return;
    const cited = answer.citations.map(({ paper }) => paper.title).join('; ');
    output.note(`${answer.status}: ${question.question}\n  ${cited}\n  ${answer.text}`);
  });
  print({ ...scores }, options, output);
  return 0;
}

function print(scores: Record<string, number>, options: { json?: boolean }, output: Output): void {
  const rounded = Object.fromEntries(
    Object.entries(scores).map(([name, value]) => [name, Math.round(value * 10_000) / 10_000]),
  );
  if (options.json) {
    output.json(rounded);
    return;
  }
  for (const [name, value] of Object.entries(rounded)) output.data(`${name.padEnd(14)} ${value}`);
}
