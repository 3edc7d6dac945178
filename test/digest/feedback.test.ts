import { afterEach, expect, it } from 'vitest';
import { shiftOf, wordSimilarity } from '../../src/digest/feedback.ts';
import { FeedbackStore } from '../../src/store/feedback.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { samplePaper } from '../helpers/daily-papers.ts';
import { channel, World } from './world.ts';

let world: World;
afterEach(() => world?.close());

const liked = samplePaper('l', {
  title: 'Retrieval for language models',
  abstract: 'We retrieve passages with dense vectors for language models that answer questions.',
});
const disliked = samplePaper('d', {
  title: 'Galaxy surveys',
  abstract: 'We measure redshift of galaxies in a deep survey of the southern sky.',
});
const near = (paper: typeof liked, id: string) => ({ ...paper, id, title: `${paper.title} again` });

async function shifts() {
  const feedback = new FeedbackStore(world.db);
  const papers = new PaperStore(world.db);
  await papers.put([liked, disliked]);
  const give = (paperId: string, value: 1 | -1, userId: string, where = 'a') =>
    feedback.give({ ref: 'r', paperId, userId, ...channel(where), value }, new Date());
  return { give, of: (where = 'a') => shiftOf(channel(where), { feedback, papers }) };
}

it('moves papers like those that were liked up and those like disliked ones down, and says why', async () => {
  world = await World.open();
  const { give, of } = await shifts();
  await give('l', 1, 'ada');
  await give('d', -1, 'ada');
  const shift = (await of())!;
  const up = shift(near(liked, 'x'))!;
  expect(up.amount).toBeGreaterThan(0.05);
  expect(up.amount).toBeLessThanOrEqual(0.1);
  expect(up.why).toBe('like "Retrieval for language models", which got 👍 here');
  const down = shift(near(disliked, 'y'))!;
  expect(down.amount).toBeLessThan(-0.05);
  expect(down.amount).toBeGreaterThanOrEqual(-0.1);
  expect(down.why).toBe('like "Galaxy surveys", which got 👎 here');
  expect(
    shift(samplePaper('z', { title: 'Knots', abstract: 'Braids and links.' })),
  ).toBeUndefined();
});

it('stays in the channel where the thumbs were given', async () => {
  world = await World.open();
  const { give, of } = await shifts();
  await give('l', 1, 'ada');
  expect(await of('elsewhere')).toBeUndefined();
});

it('weighs people against each other', async () => {
  world = await World.open();
  const { give, of } = await shifts();
  await give('l', 1, 'ada');
  await give('l', -1, 'bob');
  expect(await of()).toBeUndefined();
});

it('finds a paper most like itself', () => {
  const similarity = wordSimilarity();
  expect(similarity(liked, near(liked, 'x'))).toBeGreaterThan(similarity(liked, disliked));
  expect(similarity(liked, { ...liked, id: 'same' })).toBeCloseTo(1);
});
