import { describe, expect, it } from 'vitest';
import { readButton } from '../../../adapters/slack/buttons.ts';
import { readMessage, readSlash } from '../../../adapters/slack/commands.ts';
import { readAction, readMessageEvent, threadOfAction } from '../../../adapters/slack/listener.ts';
import {
  escapeMarkdown,
  escapeMrkdwn,
  readMrkdwn,
  safeUrl,
  settledPart,
} from '../../../adapters/slack/text.ts';

const here = { team: 'T1', botUserId: 'UBOT', botId: 'BBOT' };
const message = { type: 'message', channel: 'C1', channel_type: 'channel', user: 'U1', ts: '1.1' };

describe('a message event', () => {
  it('has one id, whichever of its two events tells of it', () => {
    const text = '<@UBOT> hi there';
    const heard = [
      readMessageEvent({ ...message, text }, here),
      readMessageEvent({ ...message, type: 'app_mention', channel_type: undefined, text }, here),
    ];
    expect(heard.map((h) => (h.kind === 'question' ? h.message.eventId : h.kind))).toEqual([
      'slack:T1:C1:1.1',
      'slack:T1:C1:1.1',
    ]);
  });

  it.each([
    ['a bot', { bot_id: 'BX', text: '<@UBOT> hi' }],
    ['itself', { user: 'UBOT', text: '<@UBOT> hi' }],
    ['Slackbot', { user: 'USLACKBOT', text: '<@UBOT> hi' }],
    ['a notice', { subtype: 'channel_topic', text: '<@UBOT> hi' }],
    ['nobody', { user: undefined, text: '<@UBOT> hi' }],
    ['a person who addresses nobody', { text: 'hi' }],
    ['a person who addresses another', { thread_ts: '1.0', text: '<@U2> hi' }],
  ])('of %s is ignored', (_, event) => {
    expect(readMessageEvent({ ...message, ...event }, here).kind).toBe('ignored');
  });

  it('without a mention in a thread is a follow-up, if the thread is ours', () => {
    const heard = readMessageEvent({ ...message, thread_ts: '1.0', text: 'and then?' }, here);
    expect(heard).toMatchObject({ kind: 'followUp', replyThread: '1.0' });
  });

  it('in a group conversation needs a mention, in a direct one none', () => {
    const group = { ...message, channel: 'G1', channel_type: 'mpim', text: 'hi all' };
    expect(readMessageEvent(group, here).kind).toBe('ignored');
    const direct = { ...message, channel: 'D1', channel_type: 'im', text: 'what is RAG?' };
    expect(readMessageEvent(direct, here)).toMatchObject({
      kind: 'question',
      replyThread: undefined,
      message: { command: { name: 'ask', question: 'what is RAG?' } },
    });
  });

  it('of a file shared with a question is a question', () => {
    const event = { ...message, subtype: 'file_share', text: '<@UBOT> what is this?' };
    expect(readMessageEvent(event, here).kind).toBe('question');
  });

  it('of an edit counts only where the text changed', () => {
    const inner = { user: 'U1', ts: '1.1', text: '<@UBOT> new' };
    const edit = { ...message, user: undefined, subtype: 'message_changed', message: inner };
    const changed = (text: string) => ({ ...edit, previous_message: { ...inner, text } });
    expect(readMessageEvent(changed('<@UBOT> old'), here)).toMatchObject({
      kind: 'edited',
      ts: '1.1',
    });
    expect(readMessageEvent(changed('old'), here)).toMatchObject({ kind: 'question' });
    expect(readMessageEvent(changed('<@UBOT> new'), here).kind).toBe('ignored');
  });

  it('names who may manage digests', () => {
    const managed = { ...here, managers: ['U9'] };
    const heard = readMessageEvent({ ...message, text: '<@UBOT> hi' }, managed);
    expect(heard).toMatchObject({ message: { origin: { mayManage: false } } });
  });
});

describe('slash commands', () => {
  it.each([
    ['/ask', 'what is RAG?', { name: 'ask', question: 'what is RAG?' }],
    [
      '/trending',
      '7d retrieval agents',
      { name: 'trending', window: '7d', topic: 'retrieval agents' },
    ],
    ['/trending', '2026-11-20', { name: 'trending', day: '2026-11-20' }],
    ['/digest', 'list', { name: 'digest', action: 'list' }],
    ['/digest', 'show 2026-11-20', { name: 'digest', action: 'show', day: '2026-11-20' }],
    ['/digest', 'remove d1', { name: 'digest', action: 'remove', id: 'd1' }],
    [
      '/watch',
      'graph neural networks',
      { name: 'watch', action: 'add', query: 'graph neural networks' },
    ],
    ['/watch', 'add diffusion', { name: 'watch', action: 'add', query: 'diffusion' }],
    ['/watch', 'list', { name: 'watch', action: 'list' }],
    ['/watch', 'remove w1', { name: 'watch', action: 'remove', id: 'w1' }],
    ['/watch', 'follow Yann LeCun', { name: 'follow', action: 'add', author: 'Yann LeCun' }],
    ['/paperboy', '', { name: 'help' }],
    ['/paperboy', 'forget', { name: 'forget' }],
    ['/paperboy', 'bibtex 1706.03762, BERT', { name: 'bibtex', ids: ['1706.03762', 'BERT'] }],
    ['/paperboy', 'search graph', { name: 'search', query: 'graph' }],
    ['/paperboy', 'what is RAG?', { name: 'ask', question: 'what is RAG?' }],
    ['/p-similar', 'BERT', { name: 'similar', query: 'BERT' }],
  ])('%s %s', (name, text, command) => {
    expect(readSlash(name, text, 'p-')).toEqual({ kind: 'command', command });
  });

  it.each([
    ['/paper', 'paper'],
    ['/digest', 'digest'],
  ])('%s without more opens a modal', (name, modal) => {
    expect(readSlash(name, ' ')).toEqual({ kind: 'modal', modal });
  });

  it.each([
    ['/ask', ''],
    ['/similar', ''],
    ['/digest', 'pause'],
    ['/digest', 'whatever'],
    ['/watch', 'remove'],
    ['/paperboy', 'bibtex'],
  ])('%s %s says how it is used', (name, text) => {
    expect(readSlash(name, text).kind).toBe('usage');
  });

  it('are a few bare words in messages, too', () => {
    expect(readMessage('help')).toEqual({ name: 'help' });
    expect(readMessage('')).toEqual({ name: 'help' });
    expect(readMessage('What can you do?')).toEqual({ name: 'help' });
    expect(readMessage('hello attention?')).toMatchObject({ name: 'ask' });
    expect(readMessage('Trending')).toEqual({ name: 'trending' });
    expect(readMessage('trending models?')).toEqual({ name: 'ask', question: 'trending models?' });
  });
});

describe('a pressed button', () => {
  const press = {
    actions: [
      { action_id: 'paperboy:discuss:20', value: '{"ref":"r","argument":"2"}', action_ts: '9.9' },
    ],
    user: { id: 'U1' },
    channel: { id: 'C1' },
    message: { ts: '3.3' },
  };

  it('is an action on the reply it stands under', () => {
    expect(readAction(press, here)).toMatchObject({ action: 'discuss', ref: 'r', argument: '2' });
    expect(threadOfAction(press)).toBe('3.3');
    expect(threadOfAction({ ...press, message: { ts: '3.3', thread_ts: '1.1' } })).toBe('1.1');
    expect(threadOfAction({ ...press, channel: { id: 'D1' } })).toBeUndefined();
  });

  it('that is forged or foreign is none', () => {
    expect(readButton('paperboy:rm:0', '{"ref":"r"}')).toBeUndefined();
    expect(readButton('other:share:0', '{"ref":"r"}')).toBeUndefined();
    expect(readButton('paperboy:share:0', 'not json')).toBeUndefined();
    expect(readButton('paperboy:share:0', '{"ref":7}')).toBeUndefined();
  });
});

describe('texts', () => {
  it('that people write become plain', () => {
    expect(
      readMrkdwn(
        '<@UBOT> is <https://arxiv.org/abs/1|this> by <@U2|ann> in <#C1|papers> &lt;3 &amp;amp;',
        'UBOT',
      ),
    ).toBe('is this (https://arxiv.org/abs/1) by @ann in #papers <3 &amp;');
    expect(readMrkdwn('<https://arxiv.org/abs/1|arxiv.org/abs/1>')).toBe('https://arxiv.org/abs/1');
    expect(readMrkdwn('<!here> <!subteam^S1|@team>')).toBe('@here @team');
  });

  it('that others wrote stay text in mrkdwn and Markdown', () => {
    expect(escapeMrkdwn('<!channel> & <@U1>')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
    expect(escapeMarkdown('a *b* [x](http://e.example) <@U1>\n# h')).toBe(
      'a \\*b\\* [x\\](http\u2060://e.example) &lt;@U1&gt;\n\\# h',
    );
    expect(escapeMarkdown('It says 3. [1] - fine')).toBe('It says 3. [1] - fine');
    expect(escapeMarkdown('- **A title_x**: 2**n *x*')).toBe('- **A title\\_x**: 2\\*\\*n \\*x\\*');
    expect(settledPart('One [1] and **two th')).toBe('One [1] and ');
    expect(settledPart('One **two** three')).toBe('One **two** ');
  });

  it('are no addresses unless they are safe ones', () => {
    expect(safeUrl('https://a.example/x|y>', 100)).toBe('https://a.example/x%7Cy%3E');
    expect(safeUrl('javascript:alert(1)', 100)).toBeUndefined();
    expect(safeUrl('https://user:pw@a.example', 100)).toBeUndefined();
    expect(safeUrl(`https://a.example/${'x'.repeat(200)}`, 100)).toBeUndefined();
  });
});
