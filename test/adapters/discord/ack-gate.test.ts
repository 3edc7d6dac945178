import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AckGate } from '../../../adapters/discord/ack-gate.ts';

test('work waits for acknowledgements, also for those that came later', async () => {
  const gate = new AckGate();
  const order: string[] = [];
  const finish: (() => void)[] = [];
  const acknowledge = (name: string) =>
    gate.acknowledge(async () => {
      await new Promise<void>((resolve) => finish.push(resolve));
      order.push(name);
    });
  const first = acknowledge('first');
  const work = gate.pass().then(() => order.push('work'));
  const second = acknowledge('second');
  finish[0]!();
  await first;
  finish[1]!();
  await Promise.all([second, work]);
  expect(order).toEqual(['first', 'second', 'work']);
});

test('a failed acknowledgement holds nothing up', async () => {
  const gate = new AckGate();
  const failed = gate.acknowledge(async () => {
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await gate.pass();
});

test('work that keeps the process busy begins one piece after the other', async () => {
  const gate = new AckGate();
  let active = 0;
  let most = 0;
  const piece = async () => {
    await gate.pass();
    active += 1;
    most = Math.max(most, active);
    for (let step = 0; step < 3; step += 1) {
      const until = performance.now() + 15;
      while (performance.now() < until);
      await nextTurn();
    }
    active -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, piece));
  expect(most).toBeLessThan(4);
});

test('work that waits for something else holds up nothing', async () => {
  const gate = new AckGate();
  let begun = 0;
  let finish = () => {};
  const answer = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const piece = async () => {
    await gate.pass();
    begun += 1;
    if (begun === 10) finish();
    await answer;
  };
  await Promise.all(Array.from({ length: 10 }, piece));
  expect(begun).toBe(10);
});
