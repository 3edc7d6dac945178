import { afterEach, describe, expect, it } from 'vitest';
import {
  answerOf,
  PAPER,
  replyOf,
  ScriptedChat,
  type Stage,
  setUp,
  shownTexts,
  until,
} from './helpers.ts';

let stage: Stage;
afterEach(async () => await stage.close());

const BOT = '<@UBOTT1>';

describe('a mention in a channel', () => {
  it('is answered in its thread, with sources, proof buttons and a text that says it', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    const mention = payloads.mention('C1', 'U1', `${BOT} how good is the &lt;Transformer&gt;?`);
    await server.deliver(mention);
    await until(() => chat.places.length === 1);
    const [message] = workspace.fromBot('C1');
    expect(message?.thread_ts).toBe(mention.ts);
    expect(message?.text).toBe(
      'It reaches 28.4 BLEU. [1]\n[1] Attention Is All You Need https://arxiv.org/abs/1706.03762',
    );
    const links = JSON.stringify(message?.blocks);
    expect(links).toContain('"url":"https://arxiv.org/abs/1706.03762"');
    expect(shownTexts(message?.blocks)).toContain('evidence');
    expect(chat.handled[0]?.command).toEqual({
      name: 'ask',
      question: 'how good is the <Transformer>?',
    });
    expect(chat.places[0]).toMatchObject({ channel: 'C1', thread: mention.ts });
  });

  it('is answered once though Slack sends it as two events', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    const mention = payloads.mention('C1', 'U1', `${BOT} twice?`);
    const message = payloads.messageOf('C1', 'U1', `${BOT} twice?`, mention.ts);
    await Promise.all([server.deliver(mention), server.deliver(message), server.deliver(mention)]);
    await until(() => chat.places.length === 1);
    await server.deliver(payloads.message('C1', 'U1', 'nothing for the bot'));
    expect(workspace.fromBot('C1')).toHaveLength(1);
  });

  it('makes the thread its own, so that follow-ups need no mention', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    const { ts } = payloads.mention('C1', 'U1', `${BOT} first?`);
    await server.deliver(payloads.mentionOf('C1', 'U1', `${BOT} first?`, ts));
    await until(() => chat.places.length === 1);
    await server.deliver(payloads.message('C1', 'U2', 'and second?', ts));
    await until(() => chat.places.length === 2);
    expect(workspace.fromBot('C1').map((message) => message.thread_ts)).toEqual([ts, ts]);
    await server.deliver(payloads.message('C1', 'U2', '<@U1> what do you think?', ts));
    await server.deliver(payloads.message('C1', 'U2', 'a thread of others', '1.5'));
    await server.deliver(payloads.message('DU1', 'U1', 'last'));
    await until(() => chat.handled.length === 3);
    expect(chat.handled.at(-1)?.origin.channel).toBe('DU1');
  });

  it('never answers itself, other bots or notices', async () => {
    stage = await setUp();
    const { server, payloads, chat } = stage;
    const event = { type: 'message', channel: 'C1', channel_type: 'channel', ts: '5.1' };
    await server.deliver(payloads.event({ ...event, user: 'UX', bot_id: 'BX', text: `${BOT} hi` }));
    await server.deliver(payloads.event({ ...event, user: 'UBOTT1', text: `${BOT} hi` }));
    await server.deliver(
      payloads.event({ ...event, subtype: 'channel_join', user: 'U1', text: BOT }),
    );
    await server.deliver(payloads.message('DU1', 'U1', 'a question?'));
    await until(() => chat.places.length === 1);
    expect(chat.handled).toHaveLength(1);
  });
});

describe('an answer that takes its time', () => {
  it('shows a status, streams what is proved and ends with sources and buttons', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    chat.pieces = ['The Transformer is *based* on attention. [1] ', 'It reaches 28.4 BLEU. [1]'];
    chat.bodyFor = () => ({ kind: 'answer', answer: answerOf('q', chat.pieces.join('')) });
    chat.pauseMs = 450;
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} slow?`));
    await until(() => chat.places.length === 1);
    const [message, ...others] = workspace.fromBot('C1');
    expect(others).toEqual([]);
    expect(workspace.statuses[0]?.status).toBe('is searching the papers…');
    expect(message?.streaming).toBe('stopped');
    expect(message?.text).toBe(
      'The Transformer is \\*based\\* on attention. [1] It reaches 28.4 BLEU. [1]',
    );
    expect(shownTexts(message?.blocks)).toContain('Attention Is All You Need');
  });

  it('is edited into one message where there are no streams', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    server.api.missing.add('chat.startStream').add('assistant.threads.setStatus');
    chat.pieces = ['One. ', 'Two. ', 'Three. '];
    chat.pauseMs = 900;
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} slow?`));
    await until(() => chat.places.length === 1);
    const [message, ...others] = workspace.fromBot('C1');
    expect(others).toEqual([]);
    expect(message?.edits).toBeGreaterThanOrEqual(1);
    expect(message?.text).toContain('It reaches 28.4 BLEU.');
  });

  it('is one post where neither streams nor edits work', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    server.api.missing
      .add('chat.startStream')
      .add('assistant.threads.setStatus')
      .add('chat.update');
    chat.pieces = ['One. '];
    chat.pauseMs = 900;
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} slow?`));
    await until(() => chat.places.length === 1);
    expect(workspace.fromBot('C1').map(({ text }) => text)).toEqual([
      expect.stringContaining('It reaches 28.4 BLEU.'),
    ]);
  });

  it('loses nothing where Slack ends the stream before its time', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    server.api.streamLifeMs = 100;
    chat.pieces = ['One. ', 'Two. ', 'Three. '];
    chat.bodyFor = () => ({ kind: 'answer', answer: answerOf('q', 'One. Two. Three. [1]') });
    chat.pauseMs = 1_000;
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} slow?`));
    await until(() => chat.places.length === 1);
    const [message, ...others] = workspace.fromBot('C1');
    expect(others).toEqual([]);
    expect(shownTexts(message?.blocks).join('')).toContain('One. Two. Three. [1]');
  });

  it('goes on in a second stream where one would be too long', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    chat.pieces = Array.from({ length: 4 }, (_, i) => `Sentence ${i} is here. `.repeat(250));
    const text = chat.pieces.join('');
    chat.bodyFor = () => ({ kind: 'answer', answer: answerOf('q', text) });
    chat.pauseMs = 100;
    const thread = workspace.say('DU1', 'U1', 'New chat');
    await server.deliver(payloads.message('DU1', 'U1', 'long?', thread));
    await until(() => chat.places.length === 1);
    const streams = workspace.fromBot('DU1');
    expect(streams.length).toBeGreaterThan(1);
    expect(streams.map((message) => message.text).join('') === text).toBe(true);
    expect(streams.every(({ streaming }) => streaming === 'stopped')).toBe(true);
  });
});

describe('questions that change', () => {
  it('answers an edited question anew, in the place of its answer', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    const { ts, ...mention } = payloads.mention('C1', 'U1', `${BOT} old?`);
    await server.deliver(mention);
    await until(() => chat.places.length === 1);
    chat.bodyFor = () => ({ kind: 'answer', answer: answerOf('q', 'The new answer. [1]') });
    await server.deliver(payloads.edited('C1', 'U1', `${BOT} old?`, `${BOT} new?`, ts));
    await until(() => chat.places.length === 2);
    const answers = workspace.fromBot('C1');
    expect(answers).toHaveLength(1);
    expect(answers[0]?.text).toContain('The new answer.');
  });

  it('answers a question whose mention was put in later', async () => {
    stage = await setUp();
    const { server, payloads, chat } = stage;
    const { ts } = payloads.message('C1', 'U1', 'who?');
    await server.deliver(payloads.edited('C1', 'U1', 'who?', `${BOT} who?`, ts));
    await until(() => chat.places.length === 1);
    expect(chat.handled[0]?.command).toEqual({ name: 'ask', question: 'who?' });
  });

  it('stops for a deleted question and takes back what it had begun', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    chat.pieces = ['One. ', 'Two. '];
    chat.pauseMs = 5_000;
    const { ts, ...mention } = payloads.mention('C1', 'U1', `${BOT} oops?`);
    await server.deliver(mention);
    await until(() => workspace.fromBot('C1').length === 1);
    await server.deliver(payloads.deleted('C1', 'U1', `${BOT} oops?`, ts));
    await until(() => workspace.fromBot('C1').length === 0);
    expect(chat.places).toEqual([]);
  });
});

describe('slash commands', () => {
  it('answer the person alone, by the response URL', async () => {
    stage = await setUp();
    const { server, payloads, workspace } = stage;
    workspace.channel('C9', { bot: false });
    await server.deliver(payloads.command('/ask', 'how good?', 'C9', 'U1'));
    await until(() => workspace.ephemerals.length === 1);
    expect(workspace.ephemerals[0]).toMatchObject({ user: 'U1', via: 'response_url' });
    expect(workspace.ephemerals[0]?.text).toContain('28.4 BLEU');
    expect(workspace.fromBot()).toEqual([]);
  });

  it('fall back to an ephemeral post where the response URL is used up', async () => {
    stage = await setUp();
    const { server, payloads, workspace } = stage;
    await server.deliver(payloads.command('/ask', 'how good?', 'C1', 'U1', 0));
    await until(() => workspace.ephemerals.length === 1);
    expect(workspace.ephemerals[0]?.via).toBe('chat.postEphemeral');
  });

  it('show that work goes on and put the answer in its place', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    chat.pauseMs = 900;
    await server.deliver(payloads.command('/ask', 'how good?', 'C1', 'U1'));
    await until(() => workspace.ephemerals.length === 1);
    expect(workspace.ephemerals[0]?.text).toBe('Searching the papers…');
    await until(() => (workspace.ephemerals[0]?.text ?? '').includes('28.4'));
    expect(workspace.ephemerals).toHaveLength(1);
  });

  it('can be shared: in the channel, or through the response URL where it is no member', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    workspace.channel('C9', { bot: false });
    chat.reply = () => replyOf({ kind: 'answer', answer: answerOf('q') });
    for (const channel of ['C1', 'C9']) {
      await server.deliver(payloads.command('/ask', 'how good?', channel, 'U1'));
      await until(() => workspace.ephemerals.at(-1)?.channel === channel);
      const { blocks } = workspace.ephemerals.at(-1)!;
      await server.deliver(payloads.pressEphemeral(blocks, 'share', channel, 'U1'));
      await until(() => workspace.fromBot(channel).length === 1);
    }
    expect(chat.acted.map(({ action }) => action)).toEqual(['share', 'share']);
    expect(chat.places.map(({ channel }) => channel)).toEqual(['C1']);
  });

  it('open a modal with type-ahead for a paper, and show what was chosen', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    await server.deliver(payloads.command('/paper', '', 'C1', 'U1'));
    await until(() => workspace.views.length === 1);
    const { view, viewId } = workspace.views[0]!;
    const delivery = await server.deliver(payloads.suggest('paperboy_pick_paper', 'atten', 'U1'));
    expect(delivery.ackBody.options).toEqual([
      { text: { type: 'plain_text', text: PAPER.title }, value: PAPER.id },
    ]);
    const values = {
      paper: { paperboy_pick_paper: { selected_option: delivery.ackBody.options[0] } },
    };
    await server.deliver(payloads.submit(view, viewId, values, 'U1'));
    await until(() => workspace.ephemerals.length === 1);
    expect(chat.handled[0]).toMatchObject({
      command: { name: 'paper', query: PAPER.id },
      private: true,
      origin: { channel: 'C1', userId: 'U1' },
    });
  });

  it('open a modal to subscribe, with the zone of the profile, and say what is wrong in it', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    workspace.timeZones.set('U1', 'Europe/Berlin');
    await server.deliver(payloads.command('/digest', 'subscribe', 'C1', 'U1'));
    await until(() => workspace.views.length === 1);
    const { view, viewId } = workspace.views[0]!;
    expect(JSON.stringify(view)).toContain('Europe/Berlin');
    const values = {
      schedule: { schedule: { selected_option: { value: 'weekdays' } } },
      time: { time: { selected_time: '08:30' } },
      zone: { paperboy_pick_zone: { selected_option: { value: 'Europe/Berlin' } } },
      include: { include: { value: 'retrieval, agents' } },
      exclude: { exclude: { value: null } },
      limit: { limit: { value: '99' } },
    };
    const wrong = await server.deliver(payloads.submit(view, viewId, values, 'U1'));
    expect(wrong.ackBody).toEqual({
      response_action: 'errors',
      errors: { limit: 'Give a whole number from 1 to 20.' },
    });
    values.limit.limit.value = '7';
    await server.deliver(payloads.submit(view, viewId, values, 'U1'));
    await until(() => chat.handled.length === 1);
    expect(chat.handled[0]?.command).toEqual({
      name: 'digest',
      action: 'subscribe',
      settings: {
        schedule: 'weekdays',
        time: '08:30',
        timeZone: 'Europe/Berlin',
        limit: 7,
        include: ['retrieval', 'agents'],
      },
    });
    const zones = await server.deliver(payloads.suggest('paperboy_pick_zone', 'berlin', 'U1'));
    expect(zones.ackBody.options).toHaveLength(1);
  });

  it('open a modal to change a digest, where what is left empty stays', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    await server.deliver(payloads.command('/digest', 'edit d1', 'C1', 'U1'));
    await until(() => workspace.views.length === 1);
    const { view, viewId } = workspace.views[0]!;
    const nothing = await server.deliver(payloads.submit(view, viewId, {}, 'U1'));
    expect(nothing.ackBody.errors).toEqual({ schedule: 'Fill in what is to change.' });
    const values = { time: { time: { selected_time: '07:00' } } };
    await server.deliver(payloads.submit(view, viewId, values, 'U1'));
    await until(() => chat.handled.length === 1);
    expect(chat.handled[0]?.command).toEqual({
      name: 'digest',
      action: 'edit',
      id: 'd1',
      settings: { time: '07:00' },
    });
  });

  it('are found under a prefix, too', async () => {
    stage = await setUp({ settings: { commandPrefix: 'papers-' } });
    const { server, payloads, chat } = stage;
    await server.deliver(payloads.command('/papers-similar', 'BERT', 'C1', 'U1'));
    await until(() => chat.handled.length === 1);
    expect(chat.handled[0]?.command).toEqual({ name: 'similar', query: 'BERT' });
  });
});

describe('what is around', () => {
  it('greets in the assistant pane, suggests questions, names the thread and answers', async () => {
    stage = await setUp({
      suggestions: async () => ['What is new in retrieval?', '', 'x'.repeat(90)],
    });
    const { server, payloads, workspace, chat } = stage;
    const thread = workspace.say('DU1', 'U1', 'New chat');
    await server.deliver(payloads.paneOpened('DU1', 'U1', thread));
    await until(() => workspace.prompts.has(thread));
    expect(workspace.prompts.get(thread)?.map(({ message }) => message)).toEqual([
      'What is new in retrieval?',
      'x'.repeat(90),
    ]);
    chat.pieces = ['It reaches '];
    chat.pauseMs = 100;
    await server.deliver(payloads.message('DU1', 'U1', 'how good is the Transformer?', thread));
    await until(() => chat.places.length === 1);
    await until(() => workspace.titles.has(thread));
    expect(workspace.titles.get(thread)).toBe('how good is the Transformer?');
    const [greeting, answer] = workspace.fromBot('DU1');
    expect(greeting?.text).toContain('Ask me about research papers');
    expect(answer).toMatchObject({ thread_ts: thread, streaming: 'stopped' });
    expect(workspace.statuses.length).toBeGreaterThan(0);
  });

  it('streams in the pane also what comes at once, and posts what cannot be streamed', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    const thread = workspace.say('DU1', 'U1', 'New chat');
    await server.deliver(payloads.message('DU1', 'U1', 'how good?', thread));
    await until(() => chat.places.length === 1);
    server.api.missing.add('chat.startStream');
    await server.deliver(payloads.message('DU1', 'U1', 'and again?', thread));
    await until(() => chat.places.length === 2);
    const answers = workspace.fromBot('DU1');
    expect(answers.map(({ streaming }) => streaming)).toEqual(['stopped', undefined]);
    for (const { text, blocks } of answers) {
      expect(text).toContain('It reaches 28.4 BLEU. [1]');
      expect(shownTexts(blocks)).toContain('Attention Is All You Need');
    }
  });

  it('shows a Home tab of this person', async () => {
    stage = await setUp({
      home: async (userId) => ({
        watches: [{ id: 'w1', text: `agents for ${userId}` }],
        subscriptions: [],
        questions: ['What is RAG?'],
        trending: [{ paper: PAPER, why: ['+38 votes since yesterday'] }],
      }),
    });
    const { server, payloads, workspace } = stage;
    await server.deliver(payloads.homeOpened('U1'));
    await until(() => workspace.homes.has('U1'));
    const texts = shownTexts(workspace.homes.get('U1').blocks).join('\n');
    for (const text of ['agents for U1', 'What is RAG?', '+38 votes', '/trending']) {
      expect(texts).toContain(text);
    }
  });

  it('puts cards under links to papers where that is switched on', async () => {
    stage = await setUp({ settings: { unfurl: true } });
    const { server, payloads, workspace, chat } = stage;
    chat.bodyFor = () => ({ kind: 'paper', paper: PAPER });
    const urls = [
      'https://arxiv.org/abs/1706.03762v5',
      'https://arxiv.org.evil.example/abs/1706.03762',
    ];
    await server.deliver(payloads.linkShared('C1', 'U1', workspace.say('C1', 'U1', 'see'), urls));
    await until(() => workspace.unfurls.length === 1);
    expect(Object.keys(workspace.unfurls[0].unfurls)).toEqual([urls[0]]);
  });

  it('finds papers like a message', async () => {
    stage = await setUp();
    const { server, payloads, chat, workspace } = stage;
    await server.deliver(payloads.shortcut('paperboy_like_this', 'C1', 'U1', 'graph transformers'));
    await server.deliver(
      payloads.shortcut('paperboy_like_this', 'C1', 'U1', 'see arxiv.org/abs/1706.03762'),
    );
    await until(() => workspace.ephemerals.length === 2);
    expect(chat.handled.map(({ command }) => command)).toEqual([
      { name: 'search', query: 'graph transformers' },
      { name: 'similar', query: '1706.03762' },
    ]);
  });

  it('sends a long BibTeX as a file to the person who asked', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    const text = '@article{a, title={A}}\n'.repeat(200);
    chat.bodyFor = () => ({ kind: 'bibtex', text, filename: 'papers.bib' });
    await server.deliver(payloads.command('/paperboy', 'bibtex 1706.03762', 'C1', 'U1'));
    await until(() => workspace.ephemerals.length === 1);
    expect(workspace.files[0]).toMatchObject({ filename: 'papers.bib', channel: 'DU1' });
    expect(workspace.files[0]?.content.toString()).toBe(text);
  });

  it('shows the evidence of an answer to whoever presses the button, once per press', async () => {
    stage = await setUp();
    const { server, payloads, workspace, chat } = stage;
    const answer = answerOf('q');
    chat.reply = () => replyOf({ kind: 'evidence', answer }, { private: true });
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} how good?`));
    await until(() => chat.places.length === 1);
    const press = payloads.press(workspace.fromBot('C1')[0]!, 'evidence', 'U2');
    await Promise.all([server.deliver(press), server.deliver(press)]);
    await until(() => workspace.ephemerals.length === 1);
    expect(workspace.ephemerals[0]).toMatchObject({ user: 'U2' });
    expect(shownTexts(workspace.ephemerals[0]?.blocks)).toContain(
      answer.citations[0]?.evidence.text,
    );
    expect(chat.acted).toHaveLength(1);
  });

  it('works only in the channels it may, and says so elsewhere', async () => {
    stage = await setUp({ settings: { allowedChannels: ['C2'] } });
    const { server, payloads, workspace, chat } = stage;
    workspace.channel('C2');
    await server.deliver(payloads.mention('C1', 'U1', `${BOT} here?`));
    await until(() => workspace.ephemerals.length === 1);
    expect(workspace.ephemerals[0]?.text).toContain('not switched on in this channel');
    await server.deliver(payloads.mention('C2', 'U1', `${BOT} there?`));
    await server.deliver(payloads.message('DU1', 'U1', 'direct?'));
    await until(() => chat.places.length === 2);
  });

  it('lets only managers change digests where they are named', async () => {
    stage = await setUp({ settings: { managers: ['U2'] }, scripted: new ScriptedChat() });
    const { server, payloads, chat } = stage;
    for (const user of ['U1', 'U2']) {
      await server.deliver(payloads.command('/digest', 'pause d1', 'C1', user));
    }
    await until(() => chat.handled.length === 2);
    expect(chat.handled.map(({ origin }) => origin.mayManage)).toEqual([false, true]);
  });
});
