import { describe, expect, it } from 'vitest';
import { displayText } from '../../src/corpus/display.ts';

describe('a text for display', () => {
  it.each([
    ['plain text', 'We prune 50% of weights.', 'We prune 50% of weights.'],
    [
      'commands',
      'We call it \\textbf{Lion} and \\emph{test \\textit{it}}.',
      'We call it Lion and test it.',
    ],
    ['formulas', 'runs in $\\mathcal{O}(n \\log n)$ time', 'runs in O(n log n) time'],
    ['symbols', '$\\alpha \\leq 2\\times$', 'α≤2×'],
    ['fractions', 'half is $\\frac{1}{2}$', 'half is 1/2'],
    ['escapes', '99\\% of R\\&D for \\$5', '99% of R&D for $5'],
    ['prices', 'It costs $5. We paid $6.', 'It costs $5. We paid $6.'],
    ['accents', "Poincar\\'e, G\\\"{o}del and \\v{S}id\\'ak", 'Poincaré, Gödel and Šidák'],
    ['citations', 'as shown \\cite{a,b} before', 'as shown before'],
    ['quotes and ties', "``key'' of Fig.~2", '"key" of Fig. 2'],
    ['HTML', 'a <b>bold</b> <i class="x">word</i> &amp; more', 'a bold word & more'],
    ['comparisons', 'if a < b and c > d', 'if a < b and c > d'],
    ['times that lost their sign', '11.9times higher throughput', '11.9× higher throughput'],
    ['deviations that lost their sign', '11.0 pm 1.3 points', '11.0 ± 1.3 points'],
    ['white space', ' one\n  two\t three ', 'one two three'],
    ['approximations', 'in ~5 steps', 'in ~5 steps'],
  ])('reads well: %s', (_, stored, shown) => {
    expect(displayText(stored)).toBe(shown);
  });

  it('is the same when it is cleaned again', () => {
    const once = displayText('\\textbf{Lion} has $\\alpha$ of 5\\%, R\\&D');
    expect(displayText(once)).toBe(once);
  });
});
