import { beforeAll, describe, expect, it } from 'vitest';
import {
  createLearnedEmbedder,
  type LearnedEmbedder,
} from '../../../../src/retrieval/embedders/learned/index.ts';

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

describe('the built-in embedder', () => {
  let embedder: LearnedEmbedder;
  beforeAll(async () => {
    embedder = await createLearnedEmbedder();
  });
  const cosine = async (a: string, b: string) =>
    dot(await embedder.embedQuery(a), await embedder.embedQuery(b));

  it('moves a query towards further words by what they count', () => {
    const query = 'songs on a phone';
    const near = (weight: number) =>
      embedder.similarity(query, ['music recommendation'], { text: 'music', weight })[0]!;
    expect(near(0)).toBeCloseTo(embedder.similarity(query, ['music recommendation'])[0]!, 6);
    expect(near(0.3)).toBeGreaterThan(near(0));
    expect(near(1)).toBeGreaterThan(near(0.3));
    const vector = embedder.embedQueryWith!(query, { text: 'music', weight: 0.3 });
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('names itself with version and checksum', () => {
    expect(embedder.id).toMatch(/^[a-z-]+-v\d+-[0-9a-f]{12}$/);
  });

  it('gives unit vectors of its dimension, the same for queries and documents', async () => {
    const text = 'Graph neural networks for molecules';
    const [document] = await embedder.embedDocuments([text]);
    expect(document).toEqual(await embedder.embedQuery(text));
    expect(document).toHaveLength(embedder.dimensions);
    expect(dot(document as number[], document as number[])).toBeCloseTo(1, 5);
  });

  it('gives the same vector again, whatever was embedded in between', async () => {
    const before = await embedder.embedQuery('sparse attention');
    await embedder.embedDocuments(['sparse sparse attention attention', 'zzyzx qwrtpsd', '']);
    expect(await embedder.embedQuery('sparse attention')).toEqual(before);
  });

  it('embeds a text without words as zeros', async () => {
    expect(await embedder.embedQuery(' … ')).toEqual(new Array(embedder.dimensions).fill(0));
  });

  it('gives no weight to articles and prepositions', async () => {
    expect(await cosine('the training of a network', 'training network')).toBeCloseTo(1, 5);
  });

  // Nothing but what was learned can rank these: asked for and wanted share no word.
  it.each([
    ['predicting stock prices', 'forecasting financial markets', 'segmentation of medical images'],
    [
      'shrinking large language models',
      'compressing transformers by pruning and quantisation',
      'wireless channel estimation',
    ],
    ['automobile without a driver', 'autonomous vehicle navigation', 'graph colouring bounds'],
    ['finding people in photos', 'pedestrian detection in images', 'graph colouring bounds'],
  ])('finds "%s" nearer to its paraphrase than to another topic', async (query, near, far) => {
    expect(await cosine(query, near)).toBeGreaterThan((await cosine(query, far)) + 0.05);
  });

  it('knows a form that no paper had by its stem', async () => {
    expect(await cosine('overfittingly', 'overfitting')).toBeCloseTo(1, 5);
  });

  it('matches a word it never saw with itself, in singular and plural, and with nothing else', async () => {
    expect(await cosine('flurbizol', 'flurbizols')).toBeCloseTo(1, 5);
    expect(Math.abs(await cosine('flurbizol', 'quandrexin'))).toBeLessThan(0.3);
  });

  it('knows how much a word tells of a topic, by itself and not by how rare it is', () => {
    const { salience } = embedder.lexicon;
    expect(salience('howev')).toBeLessThan(salience('transform') / 2);
    expect(salience('demonstr')).toBeLessThan(salience('diffus') / 2);
    expect(salience('flurbizol')).toBeGreaterThan(salience('model'));
    expect(salience('not')).toBeLessThan(salience('howev'));
    expect(salience('not')).toBeGreaterThan(0);
  });

  it('tells a phrase from the same words apart', async () => {
    const together = 'steps of stochastic gradient descent';
    const apart = 'stochastic steps, descent of a gradient';
    expect(await cosine(together, apart)).toBeLessThan(0.99);
    expect(await cosine(together, apart)).toBeGreaterThan(0.7);
  });

  it('scores sentences against a question, in order', () => {
    const scores = embedder.similarity('How large is the dataset?', [
      'We thank the reviewers.',
      'The corpus contains 12,000 annotated images.',
      '',
    ]);
    expect(scores).toHaveLength(3);
    expect(scores[1]).toBeGreaterThan(scores[0] as number);
    expect(scores[2]).toBe(0);
  });
});
