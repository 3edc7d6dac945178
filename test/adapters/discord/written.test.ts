import { expect, test, vi } from 'vitest';
import { adapterFor, startBot, startServer } from './helpers/bot.ts';
import { answer } from './helpers/papers.ts';
import { ScriptedChat } from './helpers/scripted-chat.ts';

const QUESTION = 'How good is BERT?';

/** The final answer in a channel. */
const finalIn = (server: Awaited<ReturnType<typeof startBot>>['server'], channel: string) =>
  server.until('an answer', () =>
    server.posted(channel).find(({ embeds }) => embeds[0]?.title === QUESTION),
  );

test('a mention is answered in a thread named after the question', async () => {
  const { server, chat } = await startBot();
  const asked = server.mention(QUESTION);
  const message = await finalIn(server, asked.id);
  expect(server.world.channels.get(asked.id)).toMatchObject({ type: 11, name: QUESTION });
  expect(server.posted(asked.id)).toHaveLength(1);
  expect(chat.messages[0]).toMatchObject({
    origin: { channel: server.channel, thread: asked.id, userId: server.world.person.id },
    command: { name: 'ask', question: QUESTION },
  });
  await vi.waitFor(() =>
    expect(chat.places[0]!.at).toMatchObject({ messageId: message.id, thread: asked.id }),
  );
  expect(server.exchange(3)).toEqual([
    'POST /channels/:id/typing 204',
    'POST /channels/:id/messages/:id/threads 201',
    'POST /channels/:id/messages 200',
    'PATCH /channels/:id/messages/:id 200',
  ]);
  expect(server.rest.violations).toEqual([]);
});

test('in its thread it needs no mention, in other threads it does', async () => {
  const { server: open, chat: heard } = await allowed();
  const asked = open.mention(QUESTION);
  await finalIn(open, asked.id);
  await vi.waitFor(() => expect(heard.places).toHaveLength(1));
  open.say('And RoBERTa?', { channel_id: asked.id });
  await vi.waitFor(() => expect(heard.messages).toHaveLength(2));
  expect(heard.messages[1]!.origin).toEqual(heard.messages[0]!.origin);
  const other = open.world.addChannel({ type: 11, parent_id: open.channel });
  open.gateway.announce(other);
  open.say('Lunch?', { channel_id: other.id });
  open.mention(QUESTION, { channel_id: other.id });
  await vi.waitFor(() => expect(heard.messages).toHaveLength(3));
  expect(heard.messages[2]!.origin.thread).toBe(other.id);
});

test('without the message-content intent it says once why it cannot follow', async () => {
  const { server, chat } = await startBot();
  const asked = server.mention(QUESTION);
  await finalIn(server, asked.id);
  await vi.waitFor(() => expect(chat.places).toHaveLength(1));
  server.say('And RoBERTa?', { channel_id: asked.id });
  await server.until('the hint', () => server.posted(asked.id)[1]);
  expect(server.posted(asked.id)[1]!.embeds[0]!.description).toContain('Mention me');
  server.say('Hello?', { channel_id: asked.id });
  server.mention('Do you hear me?', { channel_id: asked.id });
  await vi.waitFor(() => expect(chat.messages).toHaveLength(2));
  expect(
    server.posted(asked.id).filter(({ embeds }) => embeds[0]!.description?.includes('Mention me')),
  ).toHaveLength(1);
});

test('a direct message is answered in place', async () => {
  const { server, chat } = await startBot();
  const direct = server.world.direct(server.world.person.id).id;
  server.say(QUESTION, { channel_id: direct });
  await finalIn(server, direct);
  expect(chat.messages[0]!.origin).toEqual({
    adapter: 'discord',
    workspace: '',
    channel: direct,
    userId: server.world.person.id,
  });
  expect(server.rest.violations).toEqual([]);
});

test('it answers neither itself nor bots nor webhooks nor what is not meant for it', async () => {
  const { server, chat } = await startBot();
  const robot = server.world.addUser('robot', true);
  server.mention('Ping?', { author: robot });
  server.mention('Ping?', { author: server.world.bot });
  server.mention('Ping?', { webhook_id: server.world.id() } as object);
  server.mention('joined', { type: 7 });
  server.say('Good morning');
  const asked = server.mention(QUESTION);
  await finalIn(server, asked.id);
  expect(chat.messages).toHaveLength(1);
});

test('a reply to a message of its own is meant for it, with the papers of that message', async () => {
  const { server, chat } = await startBot();
  const digest = server.world.addMessage({ channel_id: server.channel, author: server.world.bot });
  chat.threadOf = async ({ messageId }) =>
    messageId === digest.id ? { ref: 'digest', paperIds: ['1810.04805'] } : undefined;
  const reply = server.say(QUESTION, {
    message_reference: { message_id: digest.id, channel_id: server.channel },
    mentions: [server.world.bot],
  });
  await finalIn(server, reply.id);
  expect(chat.messages[0]!.command).toEqual({
    name: 'ask',
    question: QUESTION,
    paperIds: ['1810.04805'],
  });
  await vi.waitFor(() => expect(chat.places.map(({ ref }) => ref)).toContain('digest'));
  const place = chat.places.find(({ ref }) => ref === 'digest')!;
  expect(place.at).toMatchObject({ messageId: reply.id, thread: reply.id });
});

test('a message that is delivered twice is answered once', async () => {
  const { server, chat } = await startBot();
  const asked = server.mention(QUESTION);
  await finalIn(server, asked.id);
  server.gateway.replay('MESSAGE_CREATE');
  const again = server.mention(QUESTION);
  await finalIn(server, again.id);
  expect(chat.messages).toHaveLength(2);
  expect(server.posted(asked.id)).toHaveLength(1);
});

test('where it may not open threads it answers in the channel', async () => {
  const { server } = await startBot();
  server.world.channels.get(server.channel)!.denied.add('threads');
  const asked = server.mention(QUESTION);
  const message = await finalIn(server, server.channel);
  expect(message.message_reference).toMatchObject({ message_id: asked.id });
});

test('where it may not write it says so and answers privately', async () => {
  const { server } = await startBot();
  const channel = server.world.channels.get(server.channel)!;
  channel.denied.add('threads').add('send');
  server.mention(QUESTION);
  const direct = server.world.direct(server.world.person.id).id;
  await finalIn(server, direct);
  const [reason] = server.posted(direct);
  expect(reason!.embeds[0]!.description).toContain('Send Messages');
  expect(reason!.embeds[0]!.description).toContain(`<#${server.channel}>`);
});

test('in channels that are not allowed it says so privately and once', async () => {
  const { server, chat } = await startBot({ allowedGuilds: ['123456789012345678'] });
  server.mention(QUESTION);
  server.mention(QUESTION);
  const direct = server.world.direct(server.world.person.id).id;
  await server.until('the reason', () => server.posted(direct)[0]);
  server.say(QUESTION, { channel_id: direct });
  await finalIn(server, direct);
  expect(server.posted(direct)).toHaveLength(2);
  expect(server.posted()).toEqual([]);
  expect(chat.messages).toHaveLength(1);
});

test('a long answer goes on in further messages, each with the sources of its markers', async () => {
  const { server, chat } = await startBot();
  const sentence =
    'It reaches a GLUE score of 80.5% [2], as measured. The Transformer is older [1]. ';
  chat.script = async function* () {
    yield { kind: 'answer', answer: answer(QUESTION, { text: sentence.repeat(90) }) };
  };
  const asked = server.mention(QUESTION);
  await server.until('the last part', () =>
    server.posted(asked.id).find(({ components }) => components.length > 0),
  );
  const parts = server.posted(asked.id);
  expect(parts.length).toBeGreaterThan(1);
  for (const { embeds } of parts) {
    expect(embeds[0]!.description).toContain('**Sources**\n`1` [Attention');
    expect(embeds[0]!.description).toContain('\n`2` [BERT');
  }
  const shown = parts
    .map(({ embeds }) => embeds[0]!.description!.split('\n\n**Sources**')[0])
    .join(' ');
  expect(shown.match(/80\.5%/g)).toHaveLength(90);
  expect(server.rest.violations).toEqual([]);
});

/** A bot that may read every message. */
async function allowed() {
  const server = await startServer();
  server.rules.allowsMessageContent = true;
  const chat = new ScriptedChat();
  await adapterFor(server, chat, { messageContentIntent: true }).start();
  return { server, chat };
}
