import { describe, expect, it } from 'vitest';
import type { Assistant } from '../../src/assistant/answer.ts';
import { createAssistant } from '../../src/assistant/assistant.ts';
import { type AnswerScores, evaluateAnswers, retrieverOver } from '../../src/eval/answers.ts';
import { readQuestions } from '../../src/eval/answers-questions.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { shippedPapers } from '../helpers/shipped.ts';

const assistantWith = async (sentences: boolean) => {
  const embedder = await createEmbedder(undefined, { sentences });
  const retriever = await retrieverOver(shippedPapers(), embedder);
  return createAssistant({ retriever: () => retriever });
};
const assistant = await assistantWith(true);
const wordsAlone = assistantWith(false);

/** Floors below what was reached, so that a change that costs answers is seen. */
const FLOORS: Record<string, Partial<AnswerScores>> = {
  tuned: { first: 0.9, fact: 0.93, precision: 0.88, refused: 0.9, multiRecall: 0.85 },
  'held-out': { first: 0.88, fact: 0.88, precision: 0.88, refused: 0.9, multiRecall: 0.75 },
  unseen: { first: 0.9, fact: 0.9, precision: 0.88, refused: 1, multiRecall: 0.75 },
  fresh: { first: 0.95, fact: 0.93, precision: 0.88, refused: 0.9, multiRecall: 0.75 },
  'blind-c': { first: 0.93, fact: 0.8, precision: 0.88, refused: 0.93, multiRecall: 0.9 },
  'blind-i': { first: 0.94, fact: 0.88, precision: 0.88, refused: 0.9, multiRecall: 0.9 },
  'blind-n': { first: 0.97, fact: 0.92, precision: 0.9, refused: 0.94, multiRecall: 0.9 },
  'blind-u': { first: 0.88, fact: 0.92, precision: 0.88, refused: 0.9, multiRecall: 0.7 },
  'blind-y': { first: 0.97, fact: 0.97, precision: 0.92, refused: 0.94, multiRecall: 0.88 },
  'blind-z': { first: 0.96, fact: 0.93, precision: 0.92, refused: 0.94, multiRecall: 0.85 },
  'blind-v': { first: 0.96, fact: 0.97, precision: 0.9, refused: 0.94, multiRecall: 0.88 },
};
/** Files that ask too much of words alone. */
const FOR_ENCODER = new Set(['blind-u']);

async function expectFloors(asked: Assistant, name: string, floors: Partial<AnswerScores>) {
  const questions = await readQuestions(`test/fixtures/questions/${name}.jsonl`);
  const scores = await evaluateAnswers(questions, asked);
  for (const [score, least] of Object.entries(floors)) {
    expect(scores[score as keyof AnswerScores], score).toBeGreaterThanOrEqual(least);
  }
  expect(scores.evidenceExact).toBe(1);
  return scores;
}

describe('answers over the shipped papers', () => {
  it.each(Object.entries(FLOORS))(
    'keep to the floors on the %s questions',
    async (name, floors) => {
      const { wrongRefusal } = await expectFloors(assistant, name, floors);
      expect(wrongRefusal).toBeLessThanOrEqual(0.06);
    },
    60_000,
  );

  it.each(Object.entries(FLOORS).filter(([name]) => !FOR_ENCODER.has(name)))(
    'keep to the floors on the %s questions without the sentence encoder',
    async (name, floors) => {
      const { wrongRefusal } = await expectFloors(await wordsAlone, name, floors);
      expect(wrongRefusal).toBeLessThanOrEqual(0.06);
    },
    60_000,
  );
});

describe('the first sentence of an answer', () => {
  it.each([
    ['How much faster is prefill with JRT-RNN than FlashAttention-2?', '19.2'],
    ['How much does JRT-Prompt improve the score?', '11.0'],
    ['How fast is QUEEN?', '350 FPS'],
    ['VidoeLLaMB', 'VideoLLaMB'],
    ['Flover speedup vs FasterTransformer on LLaMA', '16x on LLAMA'],
    ['What kind of data does ANCAT get tested on?', 'ANCAT'],
  ])('of "%s" has "%s"', async (question, wanted) => {
    for await (const event of assistant.ask(question)) {
      if (event.type !== 'done') continue;
      expect(event.answer.status).toBe('answered');
      expect(event.answer.text.slice(0, event.answer.text.indexOf('[1]'))).toContain(wanted);
    }
  });

  it('is of the paper that a comparison names', async () => {
    for await (const event of assistant.ask('Flover speedup vs FasterTransformer on LLaMA')) {
      if (event.type !== 'done') continue;
      expect(event.answer.citations.map(({ paper }) => paper.title)).toEqual(
        event.answer.citations.map(() => expect.stringContaining('Flover')),
      );
    }
  });
});
