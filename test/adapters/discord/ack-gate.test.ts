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
