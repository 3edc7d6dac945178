import { describe, expect, test } from 'vitest';
import { Turnstile } from '../../src/chat/turnstile.ts';

describe('Turnstile', () => {
  test('serves one key in the order of arrival, one at a time', async () => {
    const turnstile = new Turnstile();
    const seen: string[] = [];
    const work = async (name: string) => {
      const leave = await turnstile.enter('thread');
      seen.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} out`);
      leave();
    };
    await Promise.all([work('a'), work('b'), work('c')]);
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  });

  test('does not hold up other keys, and forgets keys that are done', async () => {
    const turnstile = new Turnstile();
    const leave = await turnstile.enter('one');
    const other = await turnstile.enter('two');
    expect(turnstile.busy).toBe(2);
    other();
    leave();
    expect(turnstile.busy).toBe(0);
  });
});
