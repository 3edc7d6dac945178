import {
  findArxivId,
  type IncomingAction,
  type IncomingMessage,
  type Origin,
  readBareWords,
} from '../../src/index.ts';
import { decodeButton } from './buttons.ts';
import { limits } from './capabilities.ts';
import { readOptions, toCommand } from './command-options.ts';
import { ASK_ABOUT, SIMILAR_TO } from './commands.ts';
import { oneLine, shorten } from './escape.ts';
import {
  CommandType,
  Permission,
  type RawChannel,
  type RawInteraction,
  type RawMessage,
  type RawModalComponent,
  ThreadChannelTypes,
  WrittenMessageTypes,
} from './platform.ts';

/** What an interaction asks for. */
export type Request =
  | { kind: 'message'; message: IncomingMessage }
  | { kind: 'action'; action: IncomingAction }
  /** Show a form for a question on these papers. */
  | { kind: 'form'; paperIds: string[] }
  /** Nothing can be done; say why. */
  | { kind: 'refusal'; text: string; channels?: string[] };

const FORM_PREFIX = 'pb-ask';
const FORM_FIELD = 'question';
/** Papers that one form can be about. */
const MOST_PAPERS = 4;

/** Commands whose replies are for the person alone: settings, not answers. */
const PRIVATE_COMMANDS = new Set(['watch', 'follow', 'forget', 'help', 'bibtex']);

/** The id under which an event is answered once, unique among all adapters. */
export function eventId(id: string): string {
  return `discord:${id}`;
}

/** Who sent an interaction and where. */
export function originOf(interaction: RawInteraction): Origin {
  const channel = interaction.channel;
  const channelId = interaction.channel_id ?? channel?.id ?? '';
  const inThread = channel !== undefined && isThread(channel) && Boolean(channel.parent_id);
  const user = interaction.member?.user ?? interaction.user;
  return {
    adapter: 'discord',
    workspace: interaction.guild_id ?? '',
    channel: inThread ? channel.parent_id! : channelId,
    ...(inThread ? { thread: channelId } : {}),
    userId: user?.id ?? '',
    mayManage: mayManage(interaction),
    ...(interaction.locale ? { locale: interaction.locale } : {}),
  };
}

/** Whether a channel is a thread. */
export function isThread(channel: RawChannel): boolean {
  return ThreadChannelTypes.includes(channel.type ?? 0);
}

/** Who may manage the server may change its digests; in a direct message, everybody. */
function mayManage({ guild_id, member }: RawInteraction): boolean {
  if (!guild_id) return true;
  const permissions = parseBits(member?.permissions);
  return (permissions & (Permission.manageGuild | Permission.administrator)) !== 0n;
}

/** A bit field as Discord writes it, in decimal digits. */
export function parseBits(text: string | undefined): bigint {
  return /^\d+$/.test(text ?? '') ? BigInt(text!) : 0n;
}

/**
 * A command, a context menu or a submitted form as a request.
 * @param idOf turns what a person typed for a paper into its id.
 */
export function readCommand(interaction: RawInteraction, idOf: (typed: string) => string): Request {
  const { data } = interaction;
  const name = data?.name ?? '';
  if (data?.type === CommandType.message) return readMenu(interaction, name);
  const options = readOptions(data?.options);
  const command = toCommand(name, options, idOf);
  if (!command) {
    return { kind: 'refusal', text: 'I no longer know this command. /help shows what I can do.' };
  }
  const isPrivate = options.flag('private') ?? isPrivateCommand(name, options.subcommand);
  return { kind: 'message', message: envelope(interaction, command, isPrivate) };
}

function isPrivateCommand(name: string, subcommand: string | undefined): boolean {
  // A new subscription concerns everybody in the channel; lists and previews do not.
  if (name === 'digest') return subcommand !== 'subscribe';
  return PRIVATE_COMMANDS.has(name);
}

function readMenu(interaction: RawInteraction, name: string): Request {
  const target = interaction.data?.resolved?.messages?.[interaction.data.target_id ?? ''];
  const paperIds = target ? papersIn(target) : [];
  if (paperIds.length === 0) {
    const text = 'I see no paper in this message: no arXiv id, and no arXiv or Hugging Face link.';
    return { kind: 'refusal', text };
  }
  if (name === ASK_ABOUT) return { kind: 'form', paperIds };
  if (name === SIMILAR_TO) {
    const command = { name: 'similar' as const, query: paperIds[0]! };
    return { kind: 'message', message: envelope(interaction, command, true) };
  }
  return { kind: 'refusal', text: 'I no longer know this command.' };
}

/** arXiv ids in a message's text and previews, in order, each once. */
export function papersIn(message: RawMessage): string[] {
  const embeds = (message.embeds ?? []).flatMap(({ url, title, description }) => [
    url,
    title,
    description,
  ]);
  const words = [message.content, ...embeds].join(' ').split(/[\s<>()[\]|"']+/);
  const ids = words.map((word) => findArxivId(word)).filter((id) => id !== undefined);
  return [...new Set(ids)].slice(0, MOST_PAPERS);
}

/** The form that asks for a question on papers. */
export function askForm(paperIds: string[]) {
  return {
    custom_id: [FORM_PREFIX, ...paperIds].join(':').slice(0, limits.customId),
    title: 'Ask about this paper',
    components: [
      {
        type: 1,
        components: [
          {
            type: 4,
            custom_id: FORM_FIELD,
            label: 'Your question',
            style: 2,
            min_length: 2,
            max_length: 2000,
            placeholder: shorten(`What do you want to know of ${paperIds.join(', ')}?`, 100),
            required: true,
          },
        ],
      },
    ],
  };
}

/** A submitted form as a request. */
export function readForm(interaction: RawInteraction): Request {
  const [prefix, ...paperIds] = (interaction.data?.custom_id ?? '').split(':');
  const question = fieldOf(interaction.data?.components ?? []);
  if (prefix !== FORM_PREFIX || !question) {
    return { kind: 'refusal', text: 'There was no question in this form.' };
  }
  const command = { name: 'ask' as const, question, paperIds };
  return { kind: 'message', message: envelope(interaction, command, false) };
}

function fieldOf(components: RawModalComponent[]): string | undefined {
  for (const component of components) {
    if (component.custom_id === FORM_FIELD) return component.value?.trim() || undefined;
    const inner = [
      ...(component.components ?? []),
      ...(component.component ? [component.component] : []),
    ];
    const found = fieldOf(inner);
    if (found) return found;
  }
  return undefined;
}

/** A pressed button or a choice in a menu as a request. */
export function readPress(interaction: RawInteraction): Request {
  const { custom_id, values } = interaction.data ?? {};
  const pressed = decodeButton(values?.[0] ?? custom_id);
  if (!pressed) return { kind: 'refusal', text: 'I do not know this button.' };
  const action = { eventId: eventId(interaction.id), origin: originOf(interaction), ...pressed };
  return { kind: 'action', action };
}

function envelope(
  interaction: RawInteraction,
  command: IncomingMessage['command'],
  isPrivate: boolean,
): IncomingMessage {
  return {
    eventId: eventId(interaction.id),
    origin: originOf(interaction),
    command,
    ...(isPrivate ? { private: true } : {}),
  };
}

/** Whether a message was written by a person, so that it may be answered. */
export function isFromPerson(message: RawMessage, ownId: string): boolean {
  return (
    Boolean(message.author) &&
    message.author!.bot !== true &&
    message.author!.id !== ownId &&
    !message.webhook_id &&
    WrittenMessageTypes.includes(message.type ?? 0)
  );
}

/** Whether a message mentions the bot. */
export function mentions(message: RawMessage, ownId: string): boolean {
  return (
    (message.mentions ?? []).some(({ id }) => id === ownId) ||
    mentionOf(ownId).test(message.content ?? '')
  );
}

/** What a message asks, without the mention of the bot. */
export function questionIn(message: RawMessage, ownId: string): string {
  return (message.content ?? '')
    .replaceAll(mentionOf(ownId), ' ')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

function mentionOf(id: string): RegExp {
  return new RegExp(`<@!?${id}>`, 'g');
}

/** The command that a written message means: a bare word of a few, or else a question. */
export function toMessageCommand(
  question: string,
  paperIds?: string[],
): IncomingMessage['command'] {
  const ask = { name: 'ask' as const, question, ...(paperIds?.length ? { paperIds } : {}) };
  return readBareWords(question) ?? ask;
}

/** A thread's name from a question. */
export function threadName(question: string): string {
  const words = question.replace(/<[^<>\s]{1,80}>/g, ' ');
  return shorten(oneLine(words), limits.threadName) || 'Question';
}
