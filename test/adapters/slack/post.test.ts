import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryError, Reply, Target } from '../../../src/index.ts';
import { PAPER, replyOf, type Stage, setUp, shownTexts } from './helpers.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setUp();
});
afterEach(async () => await stage.close());

const target: Target = { adapter: 'slack', workspace: 'T1', channel: 'C1' };
const digest = (lines = 2, chart?: Uint8Array): Reply =>
  replyOf(
    {
      kind: 'digest',
      title: 'Trending today',
      day: '2026-11-23',
      lines: Array.from({ length: lines }, (_, i) => ({
        paper: { ...PAPER, id: `1706.0000${i}`, title: `Paper ${i}` },
        summary: 'What it is about.',
        why: ['+38 votes since yesterday'],
      })),
      ...(chart ? { chart } : {}),
    },
    {
      buttons: Array.from({ length: lines }, (_, i) => ({
        action: 'discuss' as const,
        label: `Discuss ${i + 1}`,
        ref: 'ref1',
        argument: String(i),
      })),
    },
  );

async function failure(nonce: string, to = target): Promise<DeliveryError> {
  return await stage.adapter.post(to, digest(), { nonce }).then(
    () => expect.fail('it was posted'),
    (error: DeliveryError) => error,
  );
}

describe('a digest', () => {
  it('is posted with its buttons below each line and found again by its nonce', async () => {
    const { adapter, workspace } = stage;
    const since = new Date();
    const posted = await adapter.post(target, digest(), { nonce: 'n1' });
    const [message] = workspace.fromBot('C1');
    expect(message?.blocks?.map(({ type }) => type)).toEqual([
      'header',
      'rich_text',
      'actions',
      'rich_text',
      'actions',
    ]);
    expect(posted).toEqual({ messageId: message?.ts, thread: message?.ts });
    expect(await adapter.findPost(target, 'n1', since)).toEqual(posted);
    expect(await adapter.findPost(target, 'n2', since)).toBeNull();
  });

  it('is settled within the try where its answer is lost', async () => {
    const { adapter, server, workspace } = stage;
    server.faults = [{ method: 'chat.postMessage', kind: 'cut_after' }];
    await adapter.post(target, digest(), { nonce: 'n1' });
    expect(workspace.fromBot('C1')).toHaveLength(1);
  });

  it('goes on in its thread where it is too long for one message', async () => {
    const { adapter, workspace } = stage;
    const posted = await adapter.post(target, digest(40), { nonce: 'n1' });
    const [first, ...rest] = workspace.fromBot('C1');
    expect(rest.length).toBeGreaterThan(0);
    expect(rest.every(({ thread_ts }) => thread_ts === posted.messageId)).toBe(true);
    const shown = [first, ...rest].flatMap((message) => shownTexts(message?.blocks));
    for (let i = 0; i < 40; i += 1) expect(shown).toContain(`Paper ${i}`);
  });

  it('brings its chart along in the thread', async () => {
    const { adapter, workspace } = stage;
    const posted = await adapter.post(target, digest(1, new Uint8Array([1, 2, 3])), {
      nonce: 'n1',
    });
    expect(workspace.files[0]).toMatchObject({
      filename: '2026-11-23.png',
      channel: 'C1',
      thread: posted.messageId,
    });
  });

  it('can go to a person', async () => {
    const { adapter, workspace } = stage;
    await adapter.post({ ...target, channel: 'U1' }, digest(), { nonce: 'n1' });
    expect(workspace.fromBot('DU1')).toHaveLength(1);
  });

  it('says how it failed, so that the ledger knows what to do', async () => {
    const { server, workspace } = stage;
    expect((await failure('n1', { ...target, channel: 'C404' })).failure).toBe('gone');
    workspace.channel('C9', { bot: false });
    const outside = await failure('n1', { ...target, channel: 'C9' });
    expect(outside).toMatchObject({
      failure: 'forbidden',
      hint: expect.stringContaining('/invite'),
    });
    workspace.channels.get('C9')!.archived = true;
    expect((await failure('n1', { ...target, channel: 'C9' })).failure).toBe('gone');
    server.faults = [{ method: 'chat.postMessage', kind: 'rate_limited', amount: 30 }];
    expect(await failure('n1')).toMatchObject({ failure: 'rate_limited', retryAfterMs: 30_000 });
    server.faults = [
      { method: 'chat.postMessage', kind: 'cut_after' },
      { method: 'conversations.history', kind: 'error', code: 'missing_scope' },
    ];
    expect((await failure('n1')).failure).toBe('unknown');
    await server.stop();
    // The first try may still find the old connection, and cannot know what became of it.
    await failure('n1');
    expect((await failure('n1')).failure).toBe('unavailable');
    expect(await stage.adapter.findPost(target, 'n1', new Date())).toBeUndefined();
  });
});
