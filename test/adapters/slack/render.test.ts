import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { homeView } from '../../../adapters/slack/home.ts';
import { digestModal, paperModal, paperOptions } from '../../../adapters/slack/modals.ts';
import { render, renderBelowStream } from '../../../adapters/slack/render.ts';
import type { Answer, Button, Paper, PaperLine, Reply, ReplyBody } from '../../../src/index.ts';
import {
  refusalOfMessage,
  refusalOfOptions,
  refusalOfView,
  shownLength,
} from '../../servers/slack/block-kit.ts';
import { answerOf, PAPER, replyOf, shownTexts } from './helpers.ts';

const HOSTILE = [
  '<!channel>',
  '<@U123>',
  '<#C1|general>',
  '<https://evil.example|click>',
  '*bold* _it_ ~s~ `code`',
  '&lt;!here&gt;',
  '\u202Ereversed',
  '\u0000',
  '😀',
  '\uD83D',
  '[1]',
  '[7](http://evil.example)',
  '```\n',
  '\n- item\n',
  'x'.repeat(4_000),
  '<!'.repeat(2_000),
];
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...HOSTILE), { maxLength: 8 }).map((parts) => parts.join(' ')),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const url = fc.constantFrom(
  'https://arxiv.org/abs/1706.03762',
  'javascript:alert(1)',
  'https://x.example/<|>',
  `https://x.example/${'a'.repeat(4_000)}`,
);
const paper: fc.Arbitrary<Paper> = fc.record(
  {
    id: fc.oneof(fc.constant('1706.03762'), text),
    title: text,
    abstract: text,
    authors: fc.array(text, { maxLength: 30 }),
    publishedAt: fc.constantFrom('2017', '2017-06-12'),
    url,
    pdfUrl: url,
    categories: fc.array(text, { maxLength: 3 }),
    githubRepo: url,
  },
  { requiredKeys: ['id', 'title', 'abstract'] },
);
const answer: fc.Arbitrary<Answer> = fc.record({
  question: text,
  status: fc.constantFrom('answered', 'abstract_silent', 'not_in_corpus', 'failed'),
  text,
  citations: fc.array(fc.record({ paper, sentence: text }), { maxLength: 40 }).map((cited) =>
    cited.map(({ paper: source, sentence }, index) => ({
      n: index + 1,
      paper: source,
      evidence: { text: sentence, start: 0, end: sentence.length },
    })),
  ),
  suggestions: fc.array(paper, { maxLength: 12 }),
  model: fc.constant('extractive'),
  reason: optional(text),
  repairs: fc.constant(0),
  ms: fc.constant(1),
});
const line: fc.Arbitrary<PaperLine> = fc.record(
  { paper, summary: text, why: fc.array(text, { maxLength: 3 }), mark: text },
  { requiredKeys: ['paper', 'why'] },
);
const lines = fc.array(line, { maxLength: 30 });
const body: fc.Arbitrary<ReplyBody> = fc.oneof(
  answer.map((of) => ({ kind: 'answer' as const, answer: of })),
  answer.map((of) => ({ kind: 'evidence' as const, answer: of })),
  fc.record({ kind: fc.constant('progress' as const), text, status: text }),
  paper.map((of) => ({ kind: 'paper' as const, paper: of })),
  fc.record({ kind: fc.constant('papers' as const), title: text, lines, note: optional(text) }),
  fc.record({
    kind: fc.constant('digest' as const),
    title: text,
    day: text,
    lines,
    note: optional(text),
  }),
  fc.record({ kind: fc.constant('bibtex' as const), text, filename: text }),
  fc.record({
    kind: fc.constant('list' as const),
    title: text,
    items: fc.array(fc.record({ id: text, text }), { maxLength: 80 }),
    empty: text,
  }),
  fc.record({
    kind: fc.constant('help' as const),
    entries: fc.array(fc.record({ usage: text, does: text }), { maxLength: 20 }),
  }),
  fc.record({ kind: fc.constant('notice' as const), tone: fc.constant('info' as const), text }),
);
const button: fc.Arbitrary<Button> = fc.record(
  {
    action: fc.constantFrom('evidence', 'bibtex', 'discuss', 'like', 'page'),
    label: text,
    ref: fc.oneof(fc.constant('ref1'), text),
    argument: fc.oneof(fc.nat({ max: 30 }).map(String), text),
  },
  { requiredKeys: ['action', 'label', 'ref'] },
);
const reply: fc.Arbitrary<Reply> = fc.record({
  ref: fc.constant('ref1'),
  body,
  buttons: fc.array(button, { maxLength: 60 }),
  private: fc.boolean(),
});

describe('any reply, hostile and huge ones too', () => {
  it('becomes messages that Slack takes', () => {
    fc.assert(
      fc.property(reply, (any) => {
        for (const message of render(any)) {
          expect(refusalOfMessage(message.blocks)).toBeUndefined();
          expect(shownLength(message.blocks)).toBeLessThanOrEqual(13_000);
          expect(message.text.length).toBeGreaterThan(0);
          expect(message.text.length).toBeLessThanOrEqual(4_000);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('mentions nobody, links nowhere on its own and hides nothing', () => {
    fc.assert(
      fc.property(reply, (any) => {
        for (const { text: said, blocks } of render(any)) {
          expect(said).not.toMatch(/[<>]/);
          expect(shownTexts(blocks).join('\n')).not.toMatch(/<[!@#]|<https?:/);
          const raw = JSON.stringify(blocks);
          expect(raw).not.toMatch(/"type":"(user|usergroup|broadcast|channel|mrkdwn)"/);
          expect(raw).not.toMatch(/javascript:alert\(1\)"/);
          expect(shownTexts(blocks).join('')).not.toMatch(/[\u202A-\u202E]/);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is whole when it ends a stream, fills the Home tab or a type-ahead', () => {
    fc.assert(
      fc.property(answer, lines, fc.array(button, { maxLength: 30 }), (of, trending, buttons) => {
        expect(
          refusalOfMessage(
            renderBelowStream(
              {
                ...of,
                status: 'answered',
                citations: [...of.citations, ...answerOf('q').citations],
              },
              buttons,
            ),
          ),
        ).toBeUndefined();
        const items = trending.map(({ paper: { id, title } }) => ({ id, text: title }));
        const questions = items.map((item) => item.text);
        const home = homeView({ watches: items, subscriptions: items, questions, trending });
        expect(refusalOfView(home)).toBeUndefined();
        const matches = trending.map((l) => ({
          ...l.paper,
          name: '',
          kind: 'typo' as const,
          score: 1,
        }));
        expect(refusalOfOptions(paperOptions(matches))).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});

describe('an answer', () => {
  it('that is split keeps every sentence, and each marker beside its source', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 39 }), { minLength: 1, maxLength: 400 }), (order) => {
        const citations = Array.from({ length: 40 }, (_, i) => ({
          ...answerOf('q').citations[0]!,
          n: i + 1,
          paper: { ...PAPER, id: `id${i + 1}`, title: `Title ${i + 1} ends` },
        }));
        const sentences = order.map(
          (n, i) => `Sentence ${i} says a good deal more than this. [${n + 1}]`,
        );
        const of = { ...answerOf('q', sentences.join(' ')), citations };
        const messages = render(replyOf({ kind: 'answer', answer: of }));
        const shown = messages.map(({ blocks }) => shownTexts(blocks));
        const all = shown.flat().join('');
        for (const [i] of order.entries()) expect(all).toContain(`Sentence ${i} says`);
        for (const texts of shown) {
          const cited = new Set(
            texts.filter((t) => /^\[\d+\]$/.test(t)).map((t) => t.slice(1, -1)),
          );
          for (const n of cited) expect(texts).toContain(`Title ${n} ends`);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('shows markers as links to the stored paper, bullets as a list, bold as bold and all else as text', () => {
    const of = answerOf('q', 'See *this* **here** [1] and [2].\n- one [1]\n- two <!channel>\nEnd.');
    const [message] = render(replyOf({ kind: 'answer', answer: of }));
    expect(message?.blocks[0]).toEqual({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'See *this* ' },
            { type: 'text', text: 'here', style: { bold: true } },
            { type: 'text', text: ' ' },
            { type: 'link', url: PAPER.url, text: '[1]' },
            { type: 'text', text: ' and [2].' },
          ],
        },
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'one ' },
                { type: 'link', url: PAPER.url, text: '[1]' },
              ],
            },
            {
              type: 'rich_text_section',
              elements: [{ type: 'text', text: 'two <\u2060!channel>' }],
            },
          ],
        },
        { type: 'rich_text_section', elements: [{ type: 'text', text: 'End.' }] },
      ],
    });
  });

  it('that refuses names what is near and offers no proof', () => {
    const of: Answer = {
      ...answerOf('q', 'No paper here is about that.'),
      status: 'not_in_corpus',
      citations: [],
      suggestions: [PAPER],
    };
    const [message] = render(replyOf({ kind: 'answer', answer: of }));
    expect(message?.text).toBe(
      'No paper here is about that.\nNear to it: Attention Is All You Need',
    );
    expect(shownTexts(message?.blocks)).toContain('Attention Is All You Need');
  });
});

describe('modals', () => {
  it('are such that Slack takes them, whatever the command carried', () => {
    for (const responseUrl of [
      undefined,
      'https://hooks.slack.com/x',
      `https://x/${'y'.repeat(4_000)}`,
    ]) {
      expect(refusalOfView(paperModal({ channel: 'C1', responseUrl }))).toBeUndefined();
      expect(
        refusalOfView(digestModal({ channel: 'C1', responseUrl }, 'Asia/Tokyo')),
      ).toBeUndefined();
      expect(
        refusalOfView(digestModal({ channel: 'C1', responseUrl, digestId: 'd1' })),
      ).toBeUndefined();
    }
  });
});
