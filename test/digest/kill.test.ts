import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram } from '../helpers/bundle.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { channel, MORNING, World } from './world.ts';

let program: string;
beforeAll(async () => {
  program = await bundleProgram('test/digest/programs/deliver-and-die.ts');
});

let world: World;
afterEach(() => world?.close());

/** Runs a delivery that dies at a step; its output, and whether it was killed. */
function deliverAndDie(die: string): Promise<{ killed: boolean; output: string }> {
  const { location, platform } = world;
  const order = {
    dataDir: location.dataDir,
    databaseUrl: location.databaseUrl,
    platformUrl: platform.url,
    now: '2026-11-23T09:00:00Z',
    die,
  };
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (_code, signal) => resolve({ killed: signal === 'SIGKILL', output }));
  });
}

const summary: string[] = [];
afterAll(() => console.log(summary.join('\n')));

describe.each(databaseKinds)('kill -9 on $kind', ({ kind, locate }) => {
  it('at every step of a delivery leaves exactly one post after the next start', async () => {
    world = await World.open({ locate, settings: { leaseMs: 250 } });
    await world.digests.subscribe(channel('whole'), MORNING, { userId: 'u' });
    const statements = Number((await deliverAndDie('never')).output);
    expect(statements).toBeGreaterThan(15);
    expect(world.platform.in('whole')).toHaveLength(1);

    const steps = [
      ...Array.from({ length: statements }, (_, n) => [`before ${n + 1}`, `after ${n + 1}`]).flat(),
      'before post',
      'during post',
      'after post',
    ];
    for (const step of steps) {
      world.clock.set('2026-11-23T08:00:00Z');
      for (const { subscription } of await world.digests.list()) {
        await world.digests.remove(subscription.id);
      }
      await world.digests.subscribe(channel(step), MORNING, { userId: 'u' });
      if (step === 'during post') world.platform.fail(step, { kind: 'late', ms: 400 });
      expect((await deliverAndDie(step)).killed, step).toBe(true);
      // The next start waits until it is sure that the process before it is dead.
      world.clock.set('2026-11-23T09:30:00Z');
      await world.digests.run(1_500);
      expect(world.platform.in(step), step).toHaveLength(1);
    }
    const { posts, lookups } = world.platform;
    expect(posts).toHaveLength(steps.length + 1);
    summary.push(`${kind}: killed at ${steps.length} steps, 1 post each, ${lookups} lookups`);
  }, 180_000);
});
