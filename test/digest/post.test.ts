import { expect, it } from 'vitest';
import { capabilities as mail } from '../../adapters/email/capabilities.ts';
import type { DigestBody } from '../../src/digest/compose.ts';
import { paperIdsOf, replyOf, storePost } from '../../src/digest/post.ts';
import { samplePaper } from '../helpers/daily-papers.ts';

const body = (papers: number): DigestBody => ({
  kind: 'digest',
  title: 'T',
  day: '2026-11-23',
  lines: Array.from({ length: papers }, (_, n) => ({
    paper: samplePaper(`2310.0000${n}v2`),
    why: [],
  })),
  chart: new Uint8Array([137, 80, 78, 71]),
});

const throughJson = (stored: ReturnType<typeof storePost>) => JSON.parse(JSON.stringify(stored));

it('comes back from the ledger as it went in, chart and all', () => {
  const reply = replyOf(throughJson(storePost('r', body(2))));
  expect(reply.body).toEqual(body(2));
  expect(reply).toMatchObject({ ref: 'r', private: false });
});

it('has for each line a way into a conversation and two thumbs', () => {
  const { buttons } = replyOf(storePost('r', body(2)));
  expect(buttons.map(({ action, argument }) => `${action} ${argument}`)).toEqual([
    'discuss 0',
    'like 0',
    'dislike 0',
    'discuss 1',
    'like 1',
    'dislike 1',
  ]);
});

it('keeps the conversations where a platform has too few buttons for all, and none where it has none', () => {
  const few = { ...mail, buttons: 4 };
  const { buttons } = replyOf(storePost('r', body(6)), few);
  expect(buttons.map(({ action, argument }) => `${action} ${argument}`)).toEqual([
    'discuss 0',
    'discuss 1',
    'discuss 2',
    'discuss 3',
  ]);
  expect(replyOf(storePost('r', body(1)), mail).buttons).toEqual([]);
});

it('lists its papers without their versions', () => {
  expect(paperIdsOf(body(2))).toEqual(['2310.00000', '2310.00001']);
});
