import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../src/retrieval/sentences.ts';

const split = (text: string) => splitSentences(text).map((sentence) => sentence.text);

describe('sentences', () => {
  it('end with a period, a question or an exclamation mark', () => {
    expect(split('We ask why. Does it work? It does! Code is online.')).toEqual([
      'We ask why.',
      'Does it work?',
      'It does!',
      'Code is online.',
    ]);
  });

  it.each([
    ['et al.', 'Following Smith et al. (2020) and Jones et al. 2021 we prune.'],
    ['e.g.', 'Recurrent models (e.g., Mamba) and others, e.g. RWKV, are fast.'],
    ['i.e.', 'The order matters, i.e. The first set, i.e., the smaller one, leads.'],
    ['a figure', 'As Fig. 2 and Eq. 3 show, Sec. 4 is right.'],
    ['decimals', 'It gains 19.2 points and 3.5x at p < .05 overall.'],
    ['a version', 'We compare Llama 3.1 with GPT-4.5 and v2.0 builds.'],
    ['initials', 'The method of J. R. Smith and A. Jones is exact.'],
    ['a link', 'Code is at https://github.com/a.b/c.d?x=1.2 for all.'],
    ['a domain', 'See example.org/Paper.html for more.'],
    ['vs.', 'We study dense vs. sparse and cf. Others.'],
    ['math', 'Let $f(x. Y) = 1. 0$ hold for all x.'],
    ['a citation in brackets', 'It improves [Adv. in Appl. Math. 40 (2008) 180-193] by far.'],
    ['an abbreviated country', 'Data of U.S. hospitals are used.'],
    ['a list number', '1. First we prune.'],
    ['w.r.t.', 'It is convex w.r.t. A and B.'],
  ])('do not end after %s', (_, text) => {
    expect(split(text)).toEqual([text]);
  });

  it('end after an abbreviation when a new sentence plainly begins', () => {
    expect(split('It was found by Smith et al. We extend it.')).toEqual([
      'It was found by Smith et al.',
      'We extend it.',
    ]);
    expect(split('We sort, merge, etc. However, it is slow.')).toHaveLength(2);
  });

  it('begin with a name in lower case, a digit, a quote or a formula', () => {
    expect(
      split('It is fast. vLLM is faster. 3D models follow. "Why" is open. $x$ is free.'),
    ).toEqual([
      'It is fast.',
      'vLLM is faster.',
      '3D models follow.',
      '"Why" is open.',
      '$x$ is free.',
    ]);
  });

  it('keep closing quotes and brackets', () => {
    expect(split('It asks "why?" Nobody knows (yet.) We do.')).toEqual([
      'It asks "why?"',
      'Nobody knows (yet.)',
      'We do.',
    ]);
  });

  it('are found over line breaks and without spaces in Chinese', () => {
    expect(split('One line\nbreaks here. Two.')).toEqual(['One line\nbreaks here.', 'Two.']);
    expect(split('我们提出方法。效果很好！')).toEqual(['我们提出方法。', '效果很好！']);
  });

  it('of an empty text are none', () => {
    expect(split('')).toEqual([]);
    expect(split(' \n ')).toEqual([]);
  });

  const pieces = fc.constantFrom(
    'We',
    'prune',
    'et al.',
    'e.g.',
    '3.5',
    'Fig. 2',
    '. ',
    '.',
    '? ',
    '! ',
    ' ',
    '\n',
    '\n\n',
    '$',
    'x. Y',
    '(',
    ')',
    '[',
    '“',
    '”',
    '。',
    'vLLM',
    'A.',
    'é',
    '😀',
    '\u0000',
  );

  it('are slices of the text, in order, and lose nothing but white space', () => {
    const anyText = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(pieces).map((p) => p.join('')),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        let last = 0;
        let lost = '';
        for (const sentence of splitSentences(text)) {
          expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
          expect(sentence.text).toBe(sentence.text.trim());
          expect(sentence.text).not.toBe('');
          expect(sentence.start).toBeGreaterThanOrEqual(last);
          lost += text.slice(last, sentence.start);
          last = sentence.end;
        }
        lost += text.slice(last);
        expect(lost.trim()).toBe('');
      }),
      { numRuns: 500 },
    );
  });
});
