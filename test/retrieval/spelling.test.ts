import { expect, it } from 'vitest';
import { americanSpelling } from '../../src/retrieval/spelling.ts';
import { stem } from '../../src/retrieval/stem.ts';

it.each([
  ['optimisation', 'optimization'],
  ['generalised', 'generalized'],
  ['summarising', 'summarizing'],
  ['tokenisers', 'tokenizers'],
  ['analysing', 'analyzing'],
  ['behavioural', 'behavioral'],
  ['neighbourhoods', 'neighborhoods'],
  ['multicoloured', 'multicolored'],
  ['centres', 'centers'],
  ['fibre', 'fiber'],
  ['kilometres', 'kilometers'],
  ['modelling', 'modeling'],
  ['labelled', 'labeled'],
  ['leukaemia', 'leukemia'],
  ['haemoglobin', 'hemoglobin'],
  ['paediatric', 'pediatric'],
  ['oesophagus', 'esophagus'],
  ['dialogues', 'dialogs'],
  ['artefacts', 'artifacts'],
])('%s is found as %s', (british, american) => {
  expect(americanSpelling(british)).toBe(american);
  expect(stem(british)).toBe(stem(american));
});

it.each([
  'noise',
  'promised',
  'expertise',
  'precise',
  'raise',
  'compromise',
  'hour',
  'contour',
  'genre',
  'analysis',
  'analyses',
  'excelled',
  'compelling',
  'rise',
  'arising',
  'advertised',
])('%s stays as it is', (word) => {
  expect(americanSpelling(word)).toBe(word);
});

it.each([
  ['supervised', 'supervision'],
  ['revised', 'revision'],
  ['concise', 'concisely'],
  ['catalyse', 'catalysed'],
  ['llms', 'llm'],
  ['gnns', 'gnn'],
])('%s and %s have one stem', (one, other) => {
  expect(stem(one)).toBe(stem(other));
});

it('viruses and what is viral are told apart', () => {
  expect(stem('virus')).not.toBe(stem('viral'));
});
