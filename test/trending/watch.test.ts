import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError, NotFoundError } from '../../src/errors.ts';
import { packagePath } from '../../src/package-root.ts';
import { openStack, type Stack } from './stack.ts';

const CHANNEL = { adapter: 'slack', workspace: 'T1', channel: 'C1' };
const PERSON = { adapter: 'discord', workspace: 'G1', channel: 'user:7' };
const SINCE = new Date('2026-11-19T00:00:00Z');

const SINKS = {
  id: '2611.00001',
  title: 'Attention Sinks for Streaming Language Models',
  abstract:
    'Language models stream endless text with attention sinks and a rolling key-value cache.',
  authors: ['Guangxuan Xiao', 'Song Han'],
};
const ROBOT = {
  id: '2611.00002',
  title: 'Grasping Objects With a Robot Hand',
  abstract: 'A robot learns dexterous manipulation of tools from simulated demonstrations.',
  authors: ['Han Solo', 'Mary Song'],
};

let stack: Stack;

beforeEach(async () => {
  stack = await openStack('2026-11-20T12:00:00Z');
  await stack.ingest(packagePath('corpus', 'papers.jsonl'));
  await stack.index();
});

afterEach(() => stack.close());

/** Papers come in and are indexed, as a refresh does. */
async function arrive(...records: object[]): Promise<void> {
  await stack.add(records);
  await stack.index();
  await stack.watches.scan();
}

test('a watch finds papers that come in after it, not those that were there', async () => {
  await stack.watches.watch(CHANNEL, 'streaming language models with attention sinks');
  expect(await stack.watches.newMatches(CHANNEL, SINCE)).toEqual([]);
  await arrive(SINKS, ROBOT);
  const matches = await stack.watches.newMatches(CHANNEL, SINCE);
  expect(matches.map(({ paper, why }) => [paper.id, why])).toEqual([
    ['2611.00001', 'matches your watch "streaming language models with attention sinks"'],
  ]);
});

test('a paper matches once, though it changes and is scanned again', async () => {
  await stack.watches.watch(CHANNEL, 'attention sinks');
  await arrive(SINKS);
  stack.clock.advance(3_600_000);
  const later = stack.clock.now();
  await arrive({ ...SINKS, abstract: `${SINKS.abstract} They do so without training.` });
  expect(await stack.watches.newMatches(CHANNEL, SINCE)).toHaveLength(1);
  expect(await stack.watches.newMatches(CHANNEL, new Date(later.getTime() - 1))).toEqual([]);
});

test('a higher threshold asks for more', async () => {
  await stack.watches.watch(CHANNEL, 'attention', 0.99);
  await arrive(SINKS, ROBOT);
  expect(await stack.watches.newMatches(CHANNEL, SINCE)).toEqual([]);
});

test('an author is followed by the whole name', async () => {
  await stack.watches.follow(CHANNEL, 'Song Han');
  await arrive(SINKS, ROBOT);
  const matches = await stack.watches.newMatches(CHANNEL, SINCE);
  expect(matches.map(({ paper, why }) => [paper.id, why])).toEqual([
    ['2611.00001', 'by Song Han, whom you follow'],
  ]);
});

test('each paper is told once, though several watches match it', async () => {
  await stack.watches.watch(CHANNEL, 'attention sinks');
  await stack.watches.follow(CHANNEL, 'Song Han');
  await arrive(SINKS);
  expect(await stack.watches.newMatches(CHANNEL, SINCE)).toHaveLength(1);
});

test('owners do not see each other, and one ends only their own', async () => {
  const watch = await stack.watches.watch(CHANNEL, 'attention sinks');
  await stack.watches.watch(PERSON, 'robot manipulation');
  await arrive(SINKS, ROBOT);
  expect((await stack.watches.newMatches(PERSON, SINCE)).map(({ paper }) => paper.id)).toEqual([
    '2611.00002',
  ]);
  await expect(stack.watches.remove(PERSON, watch.id)).rejects.toThrow(NotFoundError);
  await stack.watches.remove(CHANNEL, 'Attention Sinks');
  expect(await stack.watches.list(CHANNEL)).toEqual([]);
  expect(await stack.watches.newMatches(CHANNEL, SINCE)).toEqual([]);
});

test('a paper that is stored but not indexed yet is found once it is', async () => {
  await stack.watches.watch(CHANNEL, 'attention sinks');
  await stack.add([SINKS]);
  expect(await stack.watches.newMatches(CHANNEL, SINCE)).toEqual([]);
  await stack.index();
  expect(await stack.watches.newMatches(CHANNEL, SINCE)).toHaveLength(1);
});

test('a withdrawn paper is not told', async () => {
  await stack.watches.watch(CHANNEL, 'attention sinks');
  await arrive({ ...SINKS, withdrawnAt: '2026-11-20T00:00:00Z' });
  expect(await stack.watches.newMatches(CHANNEL, SINCE)).toEqual([]);
});

test('the same watch is kept once with its newest threshold; nonsense is refused', async () => {
  await stack.watches.watch(CHANNEL, 'Attention sinks');
  await stack.watches.watch(CHANNEL, 'attention  sinks ', 0.7);
  expect(await stack.watches.list(CHANNEL)).toMatchObject([
    { text: 'Attention sinks', threshold: 0.7 },
  ]);
  for (const query of ['', ' !? ', 'x'.repeat(400)]) {
    await expect(stack.watches.watch(CHANNEL, query)).rejects.toThrow(InputError);
  }
  await expect(stack.watches.watch(CHANNEL, 'robots', 1.5)).rejects.toThrow(InputError);
});
