import { describe, expect, it } from 'vitest';
import { claimedFigures, provableFigures } from '../../src/assistant/figures.ts';

describe('claimedFigures', () => {
  const cases: [string, string[]][] = [
    ['2x, 2×, 2times and $2\\times$', ['2']],
    ['1,000 and 1000 and 1000.0', ['1000']],
    ['22,2 percent and 22.2%', ['22.2']],
    ['W4A4, GPT-4, FlashAttention-2 and Llama3', []],
    ['three times faster, twice as fast', ['3', '2']],
    ['one of three methods', []],
    ['from 5 to 10-bit', ['5', '10']],
  ];
  it.each(cases)('%s', (text, figures) => {
    expect([...claimedFigures(text)].sort()).toEqual([...figures].sort());
  });
});

describe('provableFigures', () => {
  it('holds digits of names and numbers in words too', () => {
    const figures = provableFigures('GPT-4 doubles eleven scores by 3.50 points');
    for (const figure of ['4', '2', '11', '3.5']) expect(figures).toContain(figure);
  });
});
