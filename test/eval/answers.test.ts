import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/assistant/answer.ts';
import { createAssistant } from '../../src/assistant/assistant.ts';
import { FormatError } from '../../src/errors.ts';
import { evaluateAnswers, score, warmUpQuestions } from '../../src/eval/answers.ts';
import { type JudgedQuestion, readQuestions } from '../../src/eval/answers-questions.ts';
import { temporaryDir } from '../helpers/databases.ts';
import { tinyCorpus, tinyRetriever } from '../helpers/tiny-corpus.ts';

const [sink, pool] = tinyCorpus;
const question = (kind: JudgedQuestion['kind'], titles: string[], fact: string | null = null) => ({
  question: 'q',
  titles,
  fact,
  kind,
});

function answer(papers: typeof tinyCorpus, ms: number, exact = true): Answer {
  return {
    question: 'q',
    status: papers.length > 0 ? 'answered' : 'not_in_corpus',
    text: 'text',
    citations: papers.map((paper, i) => {
      const [start, end] = [0, 20];
      const text = exact ? paper.abstract.slice(start, end) : 'invented';
      return { n: i + 1, paper, evidence: { text, start, end } };
    }),
    suggestions: [],
    model: 'extractive',
    repairs: 0,
    ms,
  };
}

describe('score', () => {
  it('counts what each figure says it counts', () => {
    const scores = score([
      { question: question('fact', [sink!.title], 'LANGUAGE models'), answer: answer([sink!], 10) },
      { question: question('fact', [sink!.title], 'no such'), answer: answer([pool!], 20, false) },
      { question: question('multi', [sink!.title, pool!.title]), answer: answer([pool!], 30) },
      { question: question('paraphrase', [sink!.title]), answer: answer([], 40) },
      { question: question('none', []), answer: answer([], 50) },
      { question: question('none', []), answer: answer([sink!], 60) },
    ]);
    expect(scores).toMatchObject({
      first: 1 / 3,
      fact: 1 / 2,
      precision: 2 / 4,
      evidenceExact: 3 / 4,
      refused: 1 / 2,
      wrongRefusal: 1 / 4,
      multiRecall: 1 / 2,
      questions: 6,
    });
    expect(scores.p50Ms).toBeGreaterThanOrEqual(30);
    expect(scores.p99Ms).toBe(60);
  });
});

describe('evaluateAnswers', () => {
  it('asks an assistant and scores its answers', async () => {
    const retriever = await tinyRetriever();
    const scores = await evaluateAnswers(
      [
        { question: 'How fast is SinkCache?', titles: [sink!.title], fact: '22\\.2', kind: 'fact' },
        { question: 'Capital of Peru?', titles: [], kind: 'none' },
      ],
      createAssistant({ retriever: () => retriever }),
    );
    expect(scores).toMatchObject({
      first: 1,
      fact: 1,
      precision: 1,
      evidenceExact: 1,
      refused: 1,
      wrongRefusal: 0,
    });
  });
});

describe('warmUpQuestions', () => {
  it('asks about papers as often for few as for many', () => {
    const few = warmUpQuestions(tinyCorpus.slice(0, 2));
    expect(few.length).toBe(warmUpQuestions(tinyCorpus).length);
    expect(few[0]).toContain(tinyCorpus[0]!.title);
    expect(warmUpQuestions([])).toEqual([]);
  });
});

describe('readQuestions', () => {
  it('names the line that is no question', async () => {
    const file = path.join(temporaryDir(), 'q.jsonl');
    writeFileSync(
      file,
      '{"question":"a","titles":[],"fact":null,"kind":"none"}\n\n{"question":"b"}\n',
    );
    await expect(readQuestions(file)).rejects.toThrow('line 3 is no question');
    await expect(readQuestions(file)).rejects.toBeInstanceOf(FormatError);
  });

  it('reads the questions that ship', async () => {
    const tuned = await readQuestions('test/fixtures/questions/tuned.jsonl');
    const heldOut = await readQuestions('test/fixtures/questions/held-out.jsonl');
    expect(tuned.length + heldOut.length).toBeGreaterThanOrEqual(120);
    const asked = new Set(tuned.map((each) => each.question));
    expect(heldOut.filter((each) => asked.has(each.question))).toEqual([]);
  });
});
