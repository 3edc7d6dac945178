import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Citation } from '../../src/assistant/answer.ts';
import { citationsIn, splitAnswer, splitText } from '../../src/chat/split.ts';

const citation = (n: number): Citation => ({
  n,
  paper: { id: `p${n}`, title: `Paper ${n}`, abstract: 'It is proved.' },
  evidence: { text: 'It is proved.', start: 0, end: 13 },
});

describe('splitText', () => {
  test('keeps a text that fits', () => {
    expect(splitText('Short.', (piece) => piece.length <= 10)).toEqual(['Short.']);
  });

  test('breaks between paragraphs before it breaks inside one', () => {
    const text = 'First one. Second one.\n\nThird one.';
    expect(splitText(text, (piece) => piece.length <= 25)).toEqual([
      'First one. Second one.\n\n',
      'Third one.',
    ]);
  });

  test('breaks after a sentence together with its markers', () => {
    const text = 'It is fast. [1] It is small. [2]';
    expect(splitText(text, (piece) => piece.length <= 20)).toEqual([
      'It is fast. [1] ',
      'It is small. [2]',
    ]);
  });

  test('never loses a character, exceeds the limit, or cuts a marker or an emoji', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('[12]', '😀', '\n\n', '. '),
    );
    fc.assert(
      fc.property(fc.array(unit), fc.integer({ min: 8, max: 60 }), (units, limit) => {
        const text = units.join('');
        const pieces = splitText(text, (piece) => piece.length <= limit);
        expect(pieces.join('')).toBe(text);
        expect(pieces.every((piece) => piece.length <= limit)).toBe(true);
        expect(pieces.join('\u0000').match(/\[12\]/g)).toEqual(text.match(/\[12\]/g));
        expect(pieces.every((piece) => piece.isWellFormed())).toBe(text.isWellFormed());
      }),
    );
  });
});

describe('splitAnswer', () => {
  test('each part carries the sources of its own markers and no others', () => {
    const citations = [citation(1), citation(2)];
    const text = 'A says so. [1]\n\nB says so. [2]';
    const parts = splitAnswer(text, citations, (part) => part.text.length <= 16);
    expect(parts.map((part) => part.citations.map(({ n }) => n))).toEqual([[1], [2]]);
  });

  test('the sources count towards the limit', () => {
    const citations = [citation(1), citation(2)];
    const text = 'A says so. [1] B says so. [2]';
    const rendered = (part: { text: string; citations: Citation[] }) =>
      part.text + part.citations.map(({ paper }) => paper.title).join('');
    const parts = splitAnswer(text, citations, (part) => rendered(part).length <= 30);
    expect(parts).toHaveLength(2);
    expect(parts.every((part) => rendered(part).length <= 30)).toBe(true);
  });

  test('a marker without a citation gives none', () => {
    expect(citationsIn('Nobody says so. [7]', [citation(1)])).toEqual([]);
  });
});
