import { expect, it } from 'vitest';
import { stem } from '../../src/retrieval/analyzer.ts';
import { americanSpelling } from '../../src/retrieval/spelling.ts';

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
])('%s and %s keep their stem', (one, other) => {
  expect(stem(one)).toBe(stem(other));
});
