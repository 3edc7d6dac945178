import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram } from '../helpers/bundle.ts';
import { databaseKinds } from '../helpers/databases.ts';
import type { Fault } from '../servers/platform.ts';
import { type NaiveSchedule, naiveSlots } from './naive-slots.ts';
import { channel, World } from './world.ts';

const HOUR_MS = 60 * 60_000;
const STEP_MS = 3 * HOUR_MS;
const START = new Date('2026-03-10T00:00:00Z');
const END = new Date('2026-04-09T00:00:00Z');

/** A month in which Berlin and Havana change their clocks; 02:30 does not exist on one day. */
const SUBSCRIPTIONS: { name: string; schedule: string; naive: NaiveSchedule }[] = [
  { name: 'daily', schedule: 'daily', naive: at('Europe/Berlin', 2, 30) },
  { name: 'midnight', schedule: 'daily', naive: at('America/Havana', 0, 0) },
  { name: 'office', schedule: 'weekdays', naive: at('Asia/Tokyo', 8, 15, [1, 2, 3, 4, 5]) },
  { name: 'monday', schedule: 'weekly:mon', naive: at('Australia/Lord_Howe', 1, 45, [1]) },
];

function at(timeZone: string, hour: number, minute: number, days = [0, 1, 2, 3, 4, 5, 6]) {
  return { timeZone, hour, minute, days };
}

let program: string;
beforeAll(async () => {
  program = await bundleProgram('test/digest/programs/deliver-on-command.ts');
});

const summary: string[] = [];
afterAll(() => console.log(summary.join('\n')));

let world: World;
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await world?.close();
});

/** A process that delivers when it is told to. */
class Deliverer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(leaseMs: number) {
    const setup = {
      dataDir: world.location.dataDir,
      databaseUrl: world.location.databaseUrl,
      platformUrl: world.platform.url,
      leaseMs,
    };
    this.#child = spawn(process.execPath, [program, JSON.stringify(setup)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(this.#child);
    // What is written to a process that was just killed is lost, as it should be.
    this.#child.stdin!.on('error', () => {});
    const lines: Interface = createInterface({ input: this.#child.stdout! });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /**
   * Delivers as if it were this instant; resolves also when the process dies over it.
   * @returns channels that another process seemed to be working on
   */
  async deliver(now: Date, patienceMs: number): Promise<number> {
    this.#child.stdin!.write(`${JSON.stringify({ now, patienceMs })}\n`);
    const { value, done } = await this.#lines.next();
    return done ? 0 : (JSON.parse(value) as { busy: number }).busy;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Numbers in [0, 1), the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomFault(random: () => number): Fault {
  const faults: Fault[] = [
    { kind: 'late', ms: 100 },
    { kind: 'limit', retryAfterMs: 20 * 60_000 },
    { kind: 'status', status: 503 },
    { kind: 'error-after' },
    { kind: 'cut-after' },
    { kind: 'cut-before' },
    { kind: 'status', status: 500 },
  ];
  return faults[Math.floor(random() * faults.length)]!;
}

const worlds = [
  ...databaseKinds.map((database) => ({ ...database, lookup: true })),
  { ...databaseKinds[0]!, lookup: false },
];

describe.each(worlds)('a month on $kind, lookup $lookup', ({ kind, locate, lookup }) => {
  it('with three processes, faults, kills and clocks that jump has one post per slot', async () => {
    const random = randomNumbers(20260310);
    world = await World.open({ locate, lookup });
    world.clock.set(START);
    const owners = new Map<string, string>();
    for (const { name, schedule, naive } of SUBSCRIPTIONS) {
      const time = `${String(naive.hour).padStart(2, '0')}:${String(naive.minute).padStart(2, '0')}`;
      const settings = { schedule, time, timeZone: naive.timeZone };
      const { id } = await world.digests.subscribe(channel(name), settings, { userId: 'u' });
      owners.set(id, name);
    }
    const leaseMs = 1_000;
    const team = [0, 1, 2].map(() => new Deliverer(leaseMs));
    let kills = 0;
    let faults = 0;
    const step = async (now: Date, patienceMs = 0) => {
      // Clocks of three machines never agree.
      const busy = await Promise.all(
        team.map((each, index) => each.deliver(new Date(+now + index * 40_000), patienceMs)),
      );
      return Math.max(...busy);
    };
    for (let time = +START; time <= +END; time += STEP_MS) {
      const now = new Date(time);
      let waits = false;
      if (random() < 0.25) {
        world.platform.fail('*', randomFault(random));
        faults++;
      }
      if (random() < 0.03) {
        const victim = Math.floor(random() * 3);
        const dying = team[victim]!;
        const delay = random() * 30;
        const killed = new Promise<void>((resolve) => {
          setTimeout(() => resolve(dying.kill()), delay);
        });
        await Promise.all([step(now), killed]);
        team[victim] = new Deliverer(leaseMs);
        kills++;
        waits = true;
      }
      const began = performance.now();
      await step(now);
      // Days pass within the second that a lease lasts: where its holder died, or stalled on a busy machine, its
      // channels are taken over first.
      waits ||= performance.now() - began > leaseMs / 2;
      while (waits && (await step(now, leaseMs * 2)) > 0);
      // Twice the clocks jump: two days ahead and back again, and two days back and forth.
      if (time === +START + 9 * 24 * HOUR_MS) await step(new Date(time + 2 * 24 * HOUR_MS));
      if (time === +START + 20 * 24 * HOUR_MS) await step(new Date(time - 2 * 24 * HOUR_MS));
    }
    // What is open is settled; nothing new becomes due in two hours of the night.
    for (let quarter = 0; quarter < 8; quarter++) {
      await step(new Date(+END + quarter * 15 * 60_000), leaseMs * 2);
    }

    const rows = await world.db.selectFrom('deliveries').selectAll().orderBy('slot').execute();
    const posts = world.platform.posts;
    const perNonce = new Map<string, number>();
    for (const { nonce } of posts) perNonce.set(nonce, (perNonce.get(nonce) ?? 0) + 1);
    expect([...perNonce.values()].filter((count) => count !== 1)).toEqual([]);
    for (const { name, naive } of SUBSCRIPTIONS) {
      const mine = rows.filter((row) => owners.get(row.subscription_id) === name);
      const planned = naiveSlots(naive, START, new Date(+END + 2 * HOUR_MS));
      expect(
        mine.map(({ slot }) => slot),
        name,
      ).toEqual(planned);
      const of = (state: string) => mine.filter((row) => row.state === state);
      const settled = [...of('sent'), ...of('merged'), ...of('unconfirmed')];
      expect(settled).toHaveLength(planned.length);
      // A platform that can be asked leaves nothing open.
      if (lookup) expect(of('unconfirmed')).toEqual([]);
      const held = posts.filter((post) => post.channel === name).map(({ nonce }) => nonce);
      const doubtful = new Set(of('unconfirmed').map(({ nonce }) => nonce));
      // One post at the platform for each row that says so, and for none other.
      expect(held.filter((nonce) => !doubtful.has(nonce)).sort()).toEqual(
        of('sent')
          .map(({ nonce }) => nonce)
          .sort(),
      );
    }
    summary.push(
      `${kind}, lookup ${lookup}: ${rows.length} slots, ${posts.length} posts, none twice; ` +
        `${rows.filter(({ state }) => state === 'merged').length} merged, ` +
        `${rows.filter(({ state }) => state === 'unconfirmed').length} unconfirmed; ` +
        `${world.platform.attempts} tries, ${faults} faults, ${kills} kills`,
    );
  }, 240_000);
});
