import fc from 'fast-check';
import { buttonsFor } from '../../../../src/chat/buttons.ts';
import type {
  Answer,
  Citation,
  Paper,
  PaperLine,
  Reply,
  ReplyBody,
} from '../../../../src/index.ts';

/** Pieces of text that mean something to Discord. */
const FRAGMENTS = [
  '@everyone',
  '@here',
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '<:cat:123456789012345678>',
  '<a:cat:123456789012345678>',
  ':smile:',
  '<t:1700000000:R>',
  '<id:customize>',
  '</ask:123456789012345678>',
  '<+4912345>',
  '<a@b.example>',
  'http://evil.example/x',
  'https://evil.example',
  '<https://evil.example>',
  'discord.gg/abc',
  'https://discord.gg/abc',
  'discord.com/invite/abc',
  '[x](https://evil.example)',
  '[',
  ']',
  '(',
  ')',
  '](',
  '](https://evil.example)',
  '[1]',
  '[2](',
  '**',
  '*',
  '_',
  '__',
  '~~',
  '||',
  '`',
  '```',
  '``',
  '\\',
  '\\\\',
  '\n',
  '\n\n',
  '\r\n',
  '\u2028',
  '# ',
  '## ',
  '> ',
  '>>> ',
  '- ',
  '* ',
  '-# ',
  '1. ',
  '23. ',
  '+ ',
  ' ',
  '  ',
  '\t',
  ':',
  '://',
  'a',
  'word',
  'B2',
  '½',
  'λ',
  '漢',
  '👩‍🔬',
  '\u202E',
  '\u200B',
  '\uD800',
  '\uDC00',
  '\u0000',
  '$x_1$',
  '1',
  '.',
  '!',
  '<',
  '>',
  '|',
  '#',
  '-',
];

/** Text as an attacker or an odd abstract would write it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom(...FRAGMENTS), { maxLength: 14 })
      .map((all) => all.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...FRAGMENTS), fc.integer({ min: 100, max: 9000 }))
      .map(([fragment, count]) => fragment.repeat(Math.ceil(count / fragment.length))),
  },
);

const url = fc.oneof(
  fc.constantFrom(
    'https://arxiv.org/abs/1706.03762',
    'https://example.org/a_b(c)?q=[1]',
    'javascript:alert(1)',
    'https://u:p@evil.example/',
    '',
  ),
  hostileText.map((text) => `https://example.org/${text}`),
);

const paper: fc.Arbitrary<Paper> = fc.record(
  {
    id: hostileText.map((text) => `p${text}`),
    title: hostileText,
    abstract: hostileText,
    authors: fc.array(hostileText, { maxLength: 3 }),
    publishedAt: fc.oneof(fc.constant('2024-05-01'), hostileText),
    url,
    pdfUrl: url,
    categories: fc.array(hostileText, { maxLength: 2 }),
    withdrawnAt: fc.constant('2024-01-01T00:00:00Z'),
  },
  { requiredKeys: ['id', 'title', 'abstract'] },
);

const citations: fc.Arbitrary<Citation[]> = fc
  .array(fc.tuple(paper, hostileText), { maxLength: 40 })
  .map((all) =>
    all.map(([cited, text], index) => ({
      n: index + 1,
      paper: cited,
      evidence: { text, start: 0, end: text.length },
    })),
  );

const answerText = fc.oneof(
  hostileText,
  fc
    .array(
      fc.oneof(
        hostileText,
        fc.integer({ min: 1, max: 45 }).map((n) => ` [${n}]. `),
      ),
      { maxLength: 60 },
    )
    .map((all) => all.join('')),
);

const answer: fc.Arbitrary<Answer> = fc.record({
  question: hostileText,
  status: fc.constantFrom('answered', 'abstract_silent', 'not_in_corpus', 'failed'),
  text: answerText,
  citations,
  suggestions: fc.array(paper, { maxLength: 6 }),
  model: hostileText,
  reason: hostileText,
  repairs: fc.constant(0),
  ms: fc.nat(100_000),
});

const line: fc.Arbitrary<PaperLine> = fc.record(
  { paper, summary: hostileText, why: fc.array(hostileText, { maxLength: 3 }), mark: hostileText },
  { requiredKeys: ['paper', 'why'] },
);
const lines = fc.array(line, { maxLength: 25 });

export const hostileBody: fc.Arbitrary<ReplyBody> = fc.oneof(
  fc.record({ kind: fc.constant('answer' as const), answer }),
  fc.record({ kind: fc.constant('evidence' as const), answer }),
  fc.record({ kind: fc.constant('progress' as const), text: answerText, status: hostileText }),
  fc.record({ kind: fc.constant('paper' as const), paper }),
  fc.record({
    kind: fc.constant('papers' as const),
    title: hostileText,
    lines,
    note: hostileText,
    page: fc.constant(1),
    pages: fc.constant(3),
  }),
  fc.record({
    kind: fc.constant('digest' as const),
    title: hostileText,
    day: fc.constant('2026-01-31'),
    lines,
    note: hostileText,
    chart: fc.constant(new Uint8Array([1])),
  }),
  fc.record({ kind: fc.constant('bibtex' as const), text: hostileText, filename: hostileText }),
  fc.record({
    kind: fc.constant('list' as const),
    title: hostileText,
    items: fc.array(fc.record({ id: hostileText, text: hostileText }), { maxLength: 60 }),
    empty: hostileText,
  }),
  fc.record({
    kind: fc.constant('help' as const),
    entries: fc.array(fc.record({ usage: hostileText, does: hostileText }), { maxLength: 30 }),
  }),
  fc.record({
    kind: fc.constant('notice' as const),
    tone: fc.constantFrom('info' as const, 'error' as const),
    text: hostileText,
  }),
);

export const hostileReply: fc.Arbitrary<Reply> = fc
  .tuple(hostileBody, fc.boolean())
  .map(([body, isPrivate]) => ({
    ref: 'Abc123xyz789',
    body,
    buttons: buttonsFor(body, 'Abc123xyz789', isPrivate),
    private: isPrivate,
  }));

/** Every paper in a reply. */
export function papersIn(body: ReplyBody): Paper[] {
  if (body.kind === 'answer' || body.kind === 'evidence') {
    return [...body.answer.citations.map((citation) => citation.paper), ...body.answer.suggestions];
  }
  if (body.kind === 'paper') return [body.paper];
  return 'lines' in body ? body.lines.map((entry) => entry.paper) : [];
}
