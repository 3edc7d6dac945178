import { afterEach, describe, expect, it } from 'vitest';
import { type Stage, setUp } from '../adapters/slack/helpers.ts';
import type { Fault } from '../servers/slack/slack-server.ts';
import { PlatformWorld } from './platform-world.ts';

let world: PlatformWorld;
let stage: Stage;
afterEach(async () => {
  await stage?.close();
  await world?.close();
});

async function connected(): Promise<void> {
  stage = await setUp();
  world = await PlatformWorld.open(stage.adapter);
  await world.subscribe({ adapter: 'slack', workspace: 'T1', channel: 'C1' }, 'U1');
}

const posts = () => stage.workspace.messages.filter(({ channel }) => channel === 'C1');
const fault = (kind: Fault['kind'], more: Partial<Fault> = {}): Fault => ({
  method: 'chat.postMessage',
  kind,
  ...more,
});

describe('a digest in Slack', () => {
  const faults: [string, Fault[]][] = [
    ['nothing went wrong', []],
    ['a late answer', [fault('delay', { amount: 300 })]],
    ['429', [fault('rate_limited', { amount: 30 })]],
    ['500 and nothing was taken', [fault('http_500', { times: 2 })]],
    ['a connection cut before', [fault('cut_before')]],
    ['a connection cut after the message was taken', [fault('cut_after')]],
    ['an internal error of Slack', [fault('error', { code: 'internal_error' })]],
    [
      'all of it in a row',
      [
        fault('rate_limited', { amount: 20 }),
        fault('cut_before'),
        fault('http_500'),
        fault('cut_after'),
      ],
    ],
  ];

  it.each(faults)('stands there exactly once after %s', async (_name, planned) => {
    await connected();
    stage.server.faults = planned.map((each) => ({ ...each }));
    await world.halfAnHour();
    expect(posts()).toHaveLength(1);
    expect(JSON.stringify(posts()[0])).toContain('Paper');
    expect(await world.states()).toEqual(['sent']);
  });

  it('is looked up where the answer was lost, also when looking fails at first', async () => {
    await connected();
    stage.server.faults = [
      fault('cut_after'),
      { method: 'conversations.history', kind: 'error', code: 'internal_error', times: 2 },
    ];
    await world.halfAnHour();
    expect(posts()).toHaveLength(1);
    expect(await world.states()).toEqual(['sent']);
  });

  it.each(['channel_not_found', 'not_in_channel', 'is_archived'])(
    'is paused where Slack says %s, and whoever subscribed is told',
    async (code) => {
      await connected();
      const inChannel = (args: { channel: string }) => args.channel === 'C1';
      stage.server.faults = [fault('error', { code, times: 20, when: inChannel })];
      await world.halfAnHour();
      expect(posts()).toHaveLength(0);
      const [status] = await world.digests.list();
      expect(status?.subscription.paused).toBe(true);
      const told = stage.workspace.messages.filter(({ channel }) => channel === 'DU1');
      expect(told.map(({ text }) => text)).toEqual([
        expect.stringContaining('I paused the digest'),
      ]);
    },
  );
});
