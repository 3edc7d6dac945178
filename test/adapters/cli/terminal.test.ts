import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LiveWrap, printable, wrap } from '../../../adapters/cli/terminal.ts';

describe('what reaches a terminal', () => {
  test('control characters and marks that reorder text are gone, letters and emoji stay', () => {
    expect(printable('a\u001b[2Jb\u0007\u202ec\td\ne 😀 é')).toBe('a[2Jbc\td\ne 😀 é');
  });

  test('wrap breaks between words, with an indent', () => {
    expect(wrap('one two three', 8, '  ')).toBe('  one\n  two\n  three');
  });
});

describe('LiveWrap', () => {
  test('wraps pieces as it would the whole', () => {
    const lines = new LiveWrap(10);
    expect(lines.push('one two ') + lines.push('three four')).toBe('one two \nthree four');
  });

  test('colours take no room', () => {
    const bold = '\u001b[1mwords\u001b[22m';
    expect(new LiveWrap(11).push(`${bold} ${bold}`)).toBe(`${bold} ${bold}`);
  });

  test('loses no word and cuts none; only a long word exceeds the width', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,14}$/), { maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 3, max: 20 }), (all, width) => {
        const lines = new LiveWrap(width);
        const shown = all.map((word, i) => lines.push(i === 0 ? word : ` ${word}`)).join('');
        expect(shown.split(/\s+/).filter(Boolean)).toEqual(all);
        for (const line of shown.split('\n')) {
          expect(line.trim().length <= width || !line.trim().includes(' ')).toBe(true);
        }
      }),
    );
  });
});
