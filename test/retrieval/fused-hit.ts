import type { Fused } from '../../src/retrieval/fusion.ts';

/** A document with a fused score of which no part is told. */
export const fusedHit = (document: number, fused: number): Fused => ({
  document,
  fused,
  dense: 0,
  lsa: 0,
  lexical: 0,
  name: 0,
});
