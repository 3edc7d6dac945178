import type { Answer, Paper } from '../../../../src/index.ts';

/** Two papers and an answer that cites both. */
export const attention: Paper = {
  id: '1706.03762',
  title: 'Attention Is All You Need',
  abstract:
    'The dominant sequence transduction models are complex. We propose the Transformer, based solely on attention mechanisms. It achieves 28.4 BLEU on English-to-German translation.',
  authors: ['Ashish Vaswani', 'Noam Shazeer'],
  publishedAt: '2017-06-12',
  url: 'https://arxiv.org/abs/1706.03762',
  pdfUrl: 'https://arxiv.org/pdf/1706.03762',
  categories: ['cs.CL', 'cs.LG'],
};

export const bert: Paper = {
  id: '1810.04805',
  title: 'BERT: Pre-training of Deep Bidirectional Transformers',
  abstract: 'We introduce BERT. It obtains a GLUE score of 80.5%.',
  authors: ['Jacob Devlin'],
  publishedAt: '2018-10-11',
  url: 'https://arxiv.org/abs/1810.04805',
};

/** Evidence cut out of an abstract. */
export function evidence(paper: Paper, text: string) {
  const start = paper.abstract.indexOf(text);
  return { text, start, end: start + text.length };
}

export function answer(question: string, changes: Partial<Answer> = {}): Answer {
  return {
    question,
    status: 'answered',
    text: 'The Transformer reaches 28.4 BLEU [1]. BERT reaches a GLUE score of 80.5% [2].',
    citations: [
      {
        n: 1,
        paper: attention,
        evidence: evidence(attention, 'It achieves 28.4 BLEU on English-to-German translation.'),
      },
      { n: 2, paper: bert, evidence: evidence(bert, 'It obtains a GLUE score of 80.5%.') },
    ],
    suggestions: [],
    model: 'extractive',
    repairs: 0,
    ms: 120,
    ...changes,
  };
}
