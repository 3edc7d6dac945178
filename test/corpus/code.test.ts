import { describe, expect, it } from 'vitest';
import { hasCode } from '../../src/corpus/code.ts';

describe('a paper comes with code', () => {
  it.each([
    'Code is available at https://github.com/some/repo.',
    'The implementation of Lion is publicly available.',
    'Along with this paper, we release our data, as well as the source code of PISA.',
    'Project page: https://someone.github.io/work/',
  ])('by its abstract: %s', (abstract) => {
    expect(hasCode({ abstract })).toBe(true);
  });

  it.each([
    'We study code generation. Data is only available in an unlabeled form.',
    'Error-correcting codes mitigate stragglers.',
    'See https://arxiv.org/abs/2401.00001 for more.',
  ])('not by: %s', (abstract) => {
    expect(hasCode({ abstract })).toBe(false);
  });

  it('by its record', () => {
    expect(hasCode({ abstract: '', githubRepo: 'https://github.com/some/repo' })).toBe(true);
  });
});
