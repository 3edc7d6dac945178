import { expect, test } from 'vitest';
import { escapeText } from '../../../adapters/discord/escape.ts';
import { renderMarkdown } from '../../../adapters/discord/markdown.ts';

const PAPER = 'https://arxiv.org/abs/1706.03762';
const context = {
  marker: (n: number) => (n === 1 ? PAPER : undefined),
  allows: (url: string) => url === PAPER,
};

test.each([
  ['**bold** and *slanted* and _slanted_', '**bold** and *slanted* and *slanted*'],
  ['`code` stays', '`code` stays'],
  ['## A heading', '**A heading**'],
  ['* one\n* two\n  - inner', '- one\n- two\n  - inner'],
  ['1) first\n2. second', '1. first\n2. second'],
  ['> quoted', '> quoted'],
  ['It holds [1].', `It holds [[1]](${PAPER}).`],
  ['An unknown marker [7]', 'An unknown marker \\[7\\]'],
  [`See [the paper](${PAPER})`, `See [the paper](${PAPER})`],
  [`See ${PAPER}.`, `See <${PAPER}>.`],
  ['See [here](https://evil.example)', 'See here'],
  ['See https://evil.example', 'See https\\://evil.example'],
  ['snake_case_name and 2*3*4', 'snake\\_case\\_name and 2\\*3\\*4'],
  ['__not underlined__', '\\_\\_not underlined\\_\\_'],
  ['@everyone ||secret|| ~~gone~~', '\\@everyone \\|\\|secret\\|\\| \\~\\~gone\\~\\~'],
  ['**open', '\\*\\*open'],
])('%j becomes %j', (markdown, expected) => {
  expect(renderMarkdown(markdown, context)).toBe(expected);
});

test('code blocks hold what is in them, and one left open is text', () => {
  expect(renderMarkdown('```python\nx = a[1](2)\n```', context)).toBe(
    '```\nx = a[1]\u200B(2)\n```',
  );
  expect(renderMarkdown('```\nopen', context)).toBe('\\`\\`\\`\nopen');
});

test('what once slipped through the model of Discord no longer does', () => {
  // An escaped bracket ended an earlier link at an address of the text's choice.
  expect(escapeText('](https://evil.example)')).toBe('\\]\\(https\\://evil.example)');
  // Two colons around a marker made an emoji.
  expect(renderMarkdown(':[7]:', context)).toBe('\\:\\[7\\]\\:');
  // A long run of backticks ended the code block it stood in.
  expect(renderMarkdown('```\n``````\n```', context)).not.toContain('``````');
});
