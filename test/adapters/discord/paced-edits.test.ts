import { expect, test, vi } from 'vitest';
import { PacedEdits } from '../../../adapters/discord/paced-edits.ts';

test('only the newest state is shown, once per interval', async () => {
  vi.useFakeTimers();
  const shown: string[] = [];
  const edits = new PacedEdits<string>(async (state) => void shown.push(state), 1500);
  for (const state of ['a', 'b', 'c']) edits.offer(state);
  await vi.advanceTimersByTimeAsync(1499);
  expect(shown).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown).toEqual(['a', 'c']);
  await vi.advanceTimersByTimeAsync(5000);
  edits.offer('d');
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual(['a', 'c', 'd']);
  vi.useRealTimers();
});

test('closing waits for the edit under way and shows nothing more', async () => {
  const shown: string[] = [];
  let finish = () => {};
  const edits = new PacedEdits<string>(async (state) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    shown.push(state);
  }, 60_000);
  edits.offer('a');
  edits.offer('b');
  const closed = edits.close();
  finish();
  await closed;
  edits.offer('c');
  expect(shown).toEqual(['a']);
});
