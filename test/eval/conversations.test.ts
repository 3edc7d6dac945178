import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/assistant/answer.ts';
import { retrieverOver } from '../../src/eval/answers.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { shippedPapers } from '../helpers/shipped.ts';
import { storedAssistant } from '../helpers/stored-assistant.ts';

/** What people ask in a chat, and what they expect, in words. */
const conversations: { turns: { ask: string; expect: string }[] }[] = readFileSync(
  'test/fixtures/conversations/shipped.jsonl',
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const retriever = await retrieverOver(shippedPapers(), await createEmbedder());
const { assistant } = await storedAssistant(retriever);

describe('a hundred conversations over the shipped papers', () => {
  it('end every message in an answer that is proved or in a reason', async () => {
    const statuses: string[] = [];
    for (const [i, { turns }] of conversations.entries()) {
      for (const { ask } of turns) {
        let answer: Answer | undefined;
        for await (const event of assistant.ask(ask, { conversation: String(i) })) {
          if (event.type === 'done') answer = event.answer;
        }
        const { status, text, citations } = answer!;
        expect(status, ask).not.toBe('failed');
        expect(text.trim(), ask).not.toBe('');
        expect(text, ask).not.toMatch(/NOT_IN_CORPUS|ABSTRACT_SILENT|undefined/);
        for (const { paper, evidence, n } of citations) {
          expect(paper.abstract.slice(evidence.start, evidence.end), ask).toBe(evidence.text);
          expect(text, ask).toContain(`[${n}]`);
        }
        statuses.push(status);
      }
    }
    // Most of what colleagues ask in a chat has an answer.
    const answered = statuses.filter((status) => status === 'answered').length;
    expect(answered / statuses.length).toBeGreaterThan(0.7);
  }, 120_000);
});
