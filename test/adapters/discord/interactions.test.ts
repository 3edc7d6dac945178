import { expect, test, vi } from 'vitest';
import type { ReplyBody } from '../../../src/index.ts';
import { MANAGER } from '../../servers/discord/server.ts';
import { answered, startBot } from './helpers/bot.ts';
import { answer, attention, bert } from './helpers/papers.ts';

const question = (value: string) => ({ name: 'question', type: 3, value });
const EPHEMERAL = 64;

test('a question is deferred, shows progress, and ends as an answer with sources', async () => {
  const { server, chat } = await startBot();
  const asked = server.command('ask', [question('How good is BERT?')]);
  const message = await answered(server, asked);
  expect(asked.callback).toEqual({ type: 5 });
  expect(message.embeds[0]).toMatchObject({ title: 'How good is BERT?' });
  expect(message.embeds[0]!.description).toContain(
    '80.5% [[2]](https://arxiv.org/abs/1810.04805).',
  );
  expect(message.embeds[0]!.description).toContain(`\`2\` [${bert.title}](`);
  expect(server.exchange(3)).toEqual([
    'POST /interactions/:id/:token/callback 204',
    'PATCH /webhooks/:id/:token/messages/@original 200',
    'PATCH /webhooks/:id/:token/messages/@original 200',
  ]);
  await vi.waitFor(() => expect(chat.places).toHaveLength(1));
  expect(chat.places[0]!.at).toMatchObject({ channel: server.channel, messageId: message.id });
  expect(chat.messages[0]!.origin).toMatchObject({
    adapter: 'discord',
    workspace: server.world.guildId,
    channel: server.channel,
    userId: server.world.person.id,
    mayManage: false,
    locale: 'en-GB',
  });
  expect(server.rest.violations).toEqual([]);
});

test.each([
  [
    'search',
    [{ name: 'query', type: 3, value: 'sparse attention' }],
    { name: 'search', query: 'sparse attention' },
  ],
  ['paper', [{ name: 'name', type: 3, value: 'BERT' }], { name: 'paper', query: 'BERT' }],
  ['similar', [{ name: 'name', type: 3, value: 'BERT' }], { name: 'similar', query: 'BERT' }],
  [
    'trending',
    [
      { name: 'window', type: 3, value: '7d' },
      { name: 'topic', type: 3, value: 'agents' },
    ],
    { name: 'trending', window: '7d', topic: 'agents' },
  ],
  [
    'bibtex',
    [{ name: 'papers', type: 3, value: 'attention is, 1810.04805' }],
    { name: 'bibtex', ids: [attention.id, '1810.04805'] },
  ],
  ['forget', [], { name: 'forget' }],
  ['help', [], { name: 'help' }],
  [
    'watch',
    [{ name: 'add', type: 1, options: [{ name: 'query', type: 3, value: 'moe' }] }],
    { name: 'watch', action: 'add', query: 'moe' },
  ],
  ['watch', [{ name: 'list', type: 1 }], { name: 'watch', action: 'list' }],
  [
    'watch',
    [{ name: 'remove', type: 1, options: [{ name: 'id', type: 3, value: 'w1' }] }],
    { name: 'watch', action: 'remove', id: 'w1' },
  ],
  [
    'follow',
    [{ name: 'add', type: 1, options: [{ name: 'author', type: 3, value: 'Jacob Devlin' }] }],
    { name: 'follow', action: 'add', author: 'Jacob Devlin' },
  ],
  ['digest', [{ name: 'list', type: 1 }], { name: 'digest', action: 'list' }],
  [
    'digest',
    [{ name: 'pause', type: 1, options: [{ name: 'id', type: 3, value: 's1' }] }],
    { name: 'digest', action: 'pause', id: 's1' },
  ],
  ['digest', [{ name: 'preview', type: 1 }], { name: 'digest', action: 'preview' }],
  [
    'digest',
    [{ name: 'show', type: 1, options: [{ name: 'day', type: 3, value: '2026-01-31' }] }],
    { name: 'digest', action: 'show', day: '2026-01-31' },
  ],
  [
    'digest',
    [
      {
        name: 'edit',
        type: 1,
        options: [
          { name: 'id', type: 3, value: 's1' },
          { name: 'limit', type: 4, value: 5 },
        ],
      },
    ],
    { name: 'digest', action: 'edit', id: 's1', settings: { limit: 5 } },
  ],
  [
    'digest',
    [
      {
        name: 'subscribe',
        type: 1,
        options: [
          { name: 'schedule', type: 3, value: 'weekdays' },
          { name: 'time', type: 3, value: '09:00' },
          { name: 'topics', type: 3, value: 'agents, retrieval' },
          { name: 'silent_when_empty', type: 5, value: true },
        ],
      },
    ],
    {
      name: 'digest',
      action: 'subscribe',
      settings: {
        schedule: 'weekdays',
        time: '09:00',
        include: ['agents', 'retrieval'],
        silentWhenEmpty: true,
      },
    },
  ],
])('/%s %j reaches the core as a command', async (name, options, command) => {
  const { server, chat } = await startBot();
  const used = server.command(name, options, { permissions: MANAGER });
  await server.until('an answer', () => used.original?.embeds[0]?.description?.startsWith('Did '));
  expect(chat.messages[0]!.command).toEqual(command);
  expect(chat.messages[0]!.origin.mayManage).toBe(true);
  expect(server.rest.violations).toEqual([]);
});

test('a private answer is for one person, and Share shows it to all', async () => {
  const { server, chat } = await startBot();
  chat.onAction = () => ({
    body: { kind: 'answer', answer: answer('How good is BERT?') },
    isPrivate: false,
  });
  const asked = server.command('ask', [
    question('How good is BERT?'),
    { name: 'private', type: 5, value: true },
  ]);
  const message = await answered(server, asked);
  expect(asked.callback).toEqual({ type: 5, data: { flags: EPHEMERAL } });
  expect(chat.places).toEqual([]);
  const shared = server.press(message, 'Share');
  const open = await server.until('the shared answer', () => shared.messages[1]);
  expect(shared.callback).toEqual({ type: 5, data: { flags: EPHEMERAL } });
  expect(open.embeds[0]!.title).toBe('How good is BERT?');
  expect(open.flags).toBeUndefined();
  expect(server.rest.violations).toEqual([]);
});

test('a private notice to a public command takes the place of the public placeholder', async () => {
  const { server, chat } = await startBot();
  chat.handle = async function* () {
    const body: ReplyBody = { kind: 'notice', tone: 'error', text: 'Try again in 5 s.' };
    yield { type: 'final', reply: { ref: 'r', body, buttons: [], private: true } };
  };
  const asked = server.command('ask', [question('Again?')]);
  const notice = await server.until('the notice', () => asked.messages[0]);
  expect(asked.deleted).toBe(true);
  expect(notice).toMatchObject({ flags: EPHEMERAL });
});

test.each([
  ['Evidence', { kind: 'evidence', answer: answer('q') }, 'It obtains a GLUE score of 80.5%.'],
  [
    'BibTeX',
    { kind: 'bibtex', text: '@misc{bert}', filename: 'bert.bib' },
    '```bibtex\n@misc{bert}\n```',
  ],
  [
    'Similar',
    { kind: 'papers', title: 'Similar', lines: [{ paper: attention, why: [] }] },
    '**1.** [Attention Is All You Need]',
  ],
] satisfies [string, ReplyBody, string][])(
  '%s answers the one who pressed it',
  async (label, body, expected) => {
    const { server, chat } = await startBot();
    chat.onAction = () => ({ body, isPrivate: true });
    const message = await answered(server, server.command('ask', [question('How good is BERT?')]));
    const pressed = server.press(message, label);
    const shown = await server.until('what the button shows', () => pressed.original);
    expect(shown.flags).toBe(EPHEMERAL);
    expect(shown.embeds[0]!.description).toContain(expected);
    expect(chat.actions[0]).toMatchObject({ action: label.toLowerCase(), ref: 'ref2' });
    expect(server.rest.violations).toEqual([]);
  },
);

test('long BibTeX comes as a file', async () => {
  const { server, chat } = await startBot();
  const text = `@misc{bert, title={${'x'.repeat(3000)}}}`;
  chat.onAction = () => ({
    body: { kind: 'bibtex', text, filename: 'papers.bib' },
    isPrivate: true,
  });
  const message = await answered(server, server.command('ask', [question('How good is BERT?')]));
  const pressed = server.press(message, 'BibTeX');
  const shown = await server.until('the file', () => pressed.original);
  expect(shown.attachments).toEqual([{ id: '0', filename: 'papers.bib', text }]);
  expect(server.rest.violations).toEqual([]);
});

test('thumbs are acknowledged without a change and thanked for privately', async () => {
  const { server } = await startBot();
  const message = await answered(server, server.command('ask', [question('How good is BERT?')]));
  const pressed = server.press(message, '👍');
  const thanks = await server.until('thanks', () => pressed.messages[0]);
  expect(pressed.callback).toEqual({ type: 6 });
  expect(thanks.flags).toBe(EPHEMERAL);
  expect(message.embeds[0]!.title).toBe('How good is BERT?');
});

test('Stop stands under an answer while it is written, and reaches the core', async () => {
  const { server, chat } = await startBot();
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  chat.script = async function* ({ command }) {
    yield { kind: 'progress', text: 'The Transformer reaches 28.4 BLEU [1].', status: 'Writing…' };
    await stopped;
    if (command.name === 'ask') yield { kind: 'answer', answer: answer(command.question) };
  };
  chat.onAction = () => {
    stop();
    return { body: { kind: 'notice', tone: 'info', text: 'Stopped.' }, isPrivate: true };
  };
  const asked = server.command('ask', [question('How good is BERT?')]);
  const progress = await server.until('progress', () => asked.original);
  expect(progress.embeds[0]!.description).toContain('28.4 BLEU');
  const pressed = server.press(progress, 'Stop');
  await server.until('the word', () => pressed.messages[0]);
  const message = await answered(server, asked);
  expect(JSON.stringify(message.components)).not.toContain('stop');
});

test('a list turns its pages in place', async () => {
  const { server, chat } = await startBot();
  const page = (number: number): ReplyBody => ({
    kind: 'papers',
    title: 'Trending',
    lines: [{ paper: number === 0 ? attention : bert, why: [] }],
    page: number,
    pages: 2,
  });
  chat.script = async function* () {
    yield page(0);
  };
  chat.onAction = () => ({ body: page(1), isPrivate: false });
  const listed = server.command('trending');
  const message = await server.until('the list', () => listed.original);
  server.press(message, 'More ▶');
  await server.until('page two', () => message.embeds[0]!.description!.includes('BERT'));
  expect(message.embeds[0]!.footer!.text).toBe('Page 2 of 2');
  expect(message.embeds[0]!.description).toContain('**6.** ');
  expect(server.rest.violations).toEqual([]);
});

test('discussing a paper of a digest opens a thread of its own', async () => {
  const { server, chat } = await startBot();
  const lines = [attention, bert].map((paper) => ({ paper, why: [] }));
  chat.script = async function* () {
    yield { kind: 'digest', title: 'Today', day: '2026-01-31', lines };
  };
  chat.onAction = () => ({ body: { kind: 'paper', paper: bert }, isPrivate: false });
  const shown = server.command('digest', [{ name: 'show', type: 1 }]);
  const message = await server.until('the digest', () => shown.original);
  const pressed = server.press(message, 'Discuss 2');
  await server.until('the way there', () => pressed.original);
  expect(chat.actions[0]).toMatchObject({ action: 'discuss', argument: '1' });
  const post = server.posted().find(({ embeds }) => embeds[0]!.title === bert.title);
  expect(server.world.channels.get(post!.id)).toMatchObject({ type: 11, name: bert.title });
  expect(pressed.original!.embeds[0]!.description).toContain(`<#${post!.id}>`);
  expect(chat.places.at(-1)!.at).toMatchObject({ messageId: post!.id, thread: post!.id });
  expect(server.rest.violations).toEqual([]);
});

test('where a paper cannot be discussed, the reason is given', async () => {
  const { server, chat } = await startBot();
  chat.script = async function* () {
    yield { kind: 'digest', title: 'Today', day: '2026-01-31', lines: [{ paper: bert, why: [] }] };
  };
  chat.onAction = () => ({ body: { kind: 'paper', paper: bert }, isPrivate: false });
  const shown = server.command('digest', [{ name: 'show', type: 1 }]);
  const message = await server.until('the digest', () => shown.original);
  server.world.channels.get(server.channel)!.denied.add('send');
  const pressed = server.press(message, 'Discuss 1', { appPermissions: String(1n << 10n) });
  await server.until('the reason', () => pressed.original);
  expect(pressed.original!.embeds[0]!.description).toContain('Send Messages');
});

test('many lines make menus instead of more buttons than fit', async () => {
  const { server, chat } = await startBot();
  const lines = Array.from({ length: 12 }, (_, index) => ({
    paper: { ...bert, id: `p${index}`, title: `Paper ${index}` },
    why: [],
  }));
  chat.script = async function* () {
    yield { kind: 'digest', title: 'Today', day: '2026-01-31', lines };
  };
  const shown = server.command('digest', [{ name: 'show', type: 1 }]);
  const message = await server.until('the digest', () => shown.original);
  server.press(message, '12. Paper 11');
  await server.until('the press', () => chat.actions[0]);
  expect(chat.actions[0]).toMatchObject({ action: 'discuss', argument: '11' });
  expect(server.rest.violations).toEqual([]);
});

test('titles are completed from memory, also the last of several', async () => {
  const { server } = await startBot();
  const one = server.type('paper', [{ name: 'name', type: 3, value: 'attention', focused: true }]);
  const several = server.type('ask', [
    { name: 'papers', type: 3, value: '1810.04805, attention', focused: true },
  ]);
  const zone = server.type('digest', [
    {
      name: 'subscribe',
      type: 1,
      options: [{ name: 'timezone', type: 3, value: 'berl', focused: true }],
    },
  ]);
  await server.until('choices', () => one.callback && several.callback && zone.callback);
  expect(one.callback!.data).toEqual({ choices: [{ name: attention.title, value: attention.id }] });
  expect(several.callback!.data).toEqual({
    choices: [{ name: `1810.04805, ${attention.title}`, value: `1810.04805, ${attention.id}` }],
  });
  expect(zone.callback!.data).toEqual({
    choices: [{ name: 'Europe/Berlin', value: 'Europe/Berlin' }],
  });
  expect(server.rest.violations).toEqual([]);
});

test("a message's paper can be asked about through a form", async () => {
  const { server, chat } = await startBot();
  const message = server.say('Look: https://huggingface.co/papers/1810.04805v2!');
  const opened = server.menu("Ask about this message's paper", message);
  await server.until('the form', () => opened.callback?.type === 9);
  const asked = server.submit(opened, 'What is its GLUE score?');
  await answered(server, asked);
  expect(chat.messages[0]!.command).toEqual({
    name: 'ask',
    question: 'What is its GLUE score?',
    paperIds: ['1810.04805'],
  });
  const similar = server.menu('Similar papers', message);
  await server.until('an answer', () => similar.original);
  expect(chat.messages[1]!.command).toEqual({ name: 'similar', query: '1810.04805' });
  expect(server.rest.violations).toEqual([]);
});

test('a message without a paper is told so', async () => {
  const { server } = await startBot();
  const opened = server.menu('Similar papers', server.say('Good morning'));
  await server.until('the reason', () => opened.original);
  expect(opened.callback).toMatchObject({ type: 4, data: { flags: EPHEMERAL } });
  expect(opened.original!.embeds[0]!.description).toContain('I see no paper');
});

test('an interaction that is delivered twice is answered once', async () => {
  const { server, chat } = await startBot();
  const asked = server.command('ask', [question('How good is BERT?')]);
  await answered(server, asked);
  server.gateway.replay('INTERACTION_CREATE');
  await server.until('the refused acknowledgement', () =>
    server.requests.some(({ status }) => status === 400),
  );
  await answered(server, server.command('ask', [question('And now?')]));
  expect(chat.messages).toHaveLength(2);
  expect(asked.messages).toHaveLength(1);
});

test('a question that was taken before a restart does not wait forever', async () => {
  const { server, chat } = await startBot();
  chat.handle = async function* () {};
  const asked = server.command('ask', [question('How good is BERT?')]);
  await server.until('a word', () => asked.original);
  expect(asked.original!.embeds[0]!.description).toContain('please ask again');
});

test('when the token has expired the answer is a plain message', async () => {
  const { server, chat } = await startBot();
  chat.script = async function* ({ command }) {
    server.world.advance(16 * 60_000);
    if (command.name === 'ask') yield { kind: 'answer', answer: answer(command.question) };
  };
  server.command('ask', [question('How good is BERT?')]);
  const message = await server.until('a plain message', () => server.posted()[0]);
  expect(message.embeds[0]!.title).toBe('How good is BERT?');
  expect(message.content).toBe(`-# For <@${server.world.person.id}>`);
  expect(server.rest.violations).toEqual([]);
});

test('when a private answer finds its token expired, it goes to the person directly', async () => {
  const { server, chat } = await startBot();
  chat.script = async function* () {
    server.world.advance(16 * 60_000);
    yield { kind: 'notice', tone: 'info', text: 'For you.' };
  };
  server.command('watch', [{ name: 'list', type: 1 }]);
  const direct = server.world.direct(server.world.person.id).id;
  await server.until('a direct message', () => server.posted(direct)[0]);
  expect(server.posted()).toEqual([]);
});

test('guilds and channels that are not allowed are told so, privately', async () => {
  const allowed = '123456789012345678';
  const { server, chat } = await startBot({ allowedChannels: [allowed] });
  const asked = server.command('ask', [question('How good is BERT?')]);
  await server.until('the reason', () => asked.original);
  expect(asked.callback).toMatchObject({ type: 4, data: { flags: EPHEMERAL } });
  expect(asked.original!.embeds[0]!.description).toContain(`<#${allowed}>`);
  expect(chat.messages).toEqual([]);
});

test('whoever subscribes a channel learns which permissions are missing in it', async () => {
  const { server } = await startBot();
  const sendMessages = 1n << 11n;
  const viewChannel = 1n << 10n;
  const subscribed = server.command(
    'digest',
    [{ name: 'subscribe', type: 1, options: [{ name: 'schedule', type: 3, value: 'daily' }] }],
    { permissions: MANAGER, appPermissions: String(sendMessages | viewChannel) },
  );
  const warning = await server.until('a warning', () => subscribed.messages[1]);
  expect(warning.flags).toBe(EPHEMERAL);
  expect(warning.embeds[0]!.description).toContain('Embed Links');
  expect(warning.embeds[0]!.description).not.toContain('Send Messages,');
});
