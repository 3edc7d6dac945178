import { spawn } from 'node:child_process';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adapterFor, startServer } from '../adapters/discord/helpers/bot.ts';
import { ScriptedChat } from '../adapters/discord/helpers/scripted-chat.ts';
import { MailWorld } from '../adapters/email/world.ts';
import { httpSettings, type Stage, setUp } from '../adapters/slack/helpers.ts';
import { bundleProgram } from '../helpers/bundle.ts';
import { PlatformWorld } from './platform-world.ts';

const STEPS = ['before', 'during', 'after'] as const;
const LEASE_MS = 500;

let program: string;
beforeAll(async () => {
  program = await bundleProgram('test/digest/programs/post-and-die.ts');
});

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** Delivers in a process of its own that dies around the post. */
async function deliverAndDie(order: object): Promise<void> {
  const child = spawn(
    process.execPath,
    [program, JSON.stringify({ leaseMs: LEASE_MS, ...order })],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
}

/** Starts again after the crash, at the slot and for as long as a settled outcome may take. */
async function recover(world: PlatformWorld): Promise<void> {
  await world.later(1, LEASE_MS * 3);
  await world.halfAnHour();
}

describe('kill -9 around the post', () => {
  it.each(STEPS)('%s: one message stands in Discord', async (die) => {
    const server = await startServer();
    const settings = {
      token: server.rules.token,
      apiUrl: server.url,
      publicKey: 'ab'.repeat(32),
    };
    const adapter = adapterFor(server, new ScriptedChat(), settings);
    await adapter.start();
    const world = await PlatformWorld.open(adapter, LEASE_MS);
    open.push(world);
    const target = { adapter: 'discord', workspace: 'g', channel: server.channel };
    await world.subscribe(target, server.world.person.id);
    if (die === 'during') server.faults.plan('POST', /\/messages$/, { delayMs: 1_500 });
    const { dataDir } = world.location;
    await deliverAndDie({ platform: 'discord', die, settings, dataDir, now: world.slot });
    await recover(world);
    expect(server.world.in(server.channel)).toHaveLength(1);
    expect(await world.states()).toEqual(['sent']);
  });

  it.each(STEPS)('%s: one message stands in Slack', async (die) => {
    const stage: Stage = await setUp();
    const world = await PlatformWorld.open(stage.adapter, LEASE_MS);
    open.push(stage, world);
    await world.subscribe({ adapter: 'slack', workspace: 'T1', channel: 'C1' }, 'U1');
    if (die === 'during') {
      stage.server.faults = [{ method: 'chat.postMessage', kind: 'delay', amount: 1_500 }];
    }
    const settings = httpSettings(stage.server, stage.workspace);
    const { dataDir } = world.location;
    await deliverAndDie({ platform: 'slack', die, settings, dataDir, now: world.slot });
    await recover(world);
    expect(stage.workspace.messages.filter(({ channel }) => channel === 'C1')).toHaveLength(1);
    expect(await world.states()).toEqual(['sent']);
  });

  it.each([
    ['before', 0],
    ['during', 1],
    ['after', 1],
  ] as const)('%s: %d mails came, since nobody can ask, and never two', async (die, mails) => {
    const mail = await MailWorld.open();
    const world = await PlatformWorld.open(mail.adapter, LEASE_MS);
    open.push(mail, world);
    const target = { adapter: 'email', workspace: '', channel: 'ada@example.com' };
    await world.subscribe(target, target.channel);
    if (die === 'during') mail.smtp.fail({ kind: 'late', ms: 1_500 });
    const { dataDir } = world.location;
    const settings = mail.settings;
    await deliverAndDie({ platform: 'email', die, settings, dataDir, now: world.slot });
    await recover(world);
    expect(mail.smtp.mails).toHaveLength(mails);
    expect(await world.states()).toEqual(['unconfirmed']);
  });
}, 60_000);
