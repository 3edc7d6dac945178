/**
 * The numbers and shapes of Discord's API that this adapter uses. Shapes are what is read, with
 * everything optional that a server may leave out.
 * https://docs.discord.com/developers/reference
 */

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type */
export const InteractionType = {
  ping: 1,
  command: 2,
  component: 3,
  autocomplete: 4,
  modalSubmit: 5,
} as const;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
export const CallbackType = {
  pong: 1,
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  autocomplete: 8,
  modal: 9,
} as const;

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-types */
export const CommandType = { chatInput: 1, message: 3 } as const;

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type */
export const OptionType = { subcommand: 1, string: 3, integer: 4, boolean: 5, number: 10 } as const;

/** https://docs.discord.com/developers/components/reference#component-object-component-types */
export const ComponentType = { actionRow: 1, button: 2, stringSelect: 3, textInput: 4 } as const;

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export const ThreadChannelTypes: readonly number[] = [10, 11, 12];
/** Channels in which a thread can be opened from a message: text and announcement. */
export const ThreadParentTypes: readonly number[] = [0, 5];

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
export const EPHEMERAL = 1 << 6;

/** Types of messages that people write: plain ones and replies. */
export const WrittenMessageTypes: readonly number[] = [0, 19];

/** https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags */
export const Permission = {
  administrator: 1n << 3n,
  manageGuild: 1n << 5n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  createPublicThreads: 1n << 35n,
  sendMessagesInThreads: 1n << 38n,
} as const;

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes */
export const ErrorCode = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMessage: 10008,
  unknownUser: 10013,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  alreadyAcknowledged: 40060,
  missingAccess: 50001,
  emptyMessage: 50006,
  cannotMessageUser: 50007,
  missingPermissions: 50013,
  invalidWebhookToken: 50027,
  threadExists: 160004,
} as const;

/** Milliseconds for which an interaction's token can be used after the interaction. */
export const TOKEN_LIFE_MS = 15 * 60_000;

export interface RawUser {
  id: string;
  username?: string;
  bot?: boolean;
}

export interface RawChannel {
  id: string;
  type?: number;
  guild_id?: string;
  parent_id?: string | null;
  name?: string | null;
}

export interface RawEmbed {
  title?: string;
  description?: string;
  url?: string;
  footer?: { text?: string };
}

export interface RawMessage {
  id: string;
  channel_id: string;
  guild_id?: string;
  author?: RawUser;
  content?: string;
  type?: number;
  webhook_id?: string;
  mentions?: RawUser[];
  embeds?: RawEmbed[];
  attachments?: unknown[];
  nonce?: string | number;
  message_reference?: { message_id?: string; channel_id?: string };
}

export interface RawOption {
  name: string;
  type?: number;
  value?: string | number | boolean;
  focused?: boolean;
  options?: RawOption[];
}

export interface RawInteraction {
  id: string;
  application_id: string;
  type: number;
  token: string;
  guild_id?: string;
  channel_id?: string;
  channel?: RawChannel;
  member?: { user?: RawUser; permissions?: string };
  user?: RawUser;
  app_permissions?: string;
  locale?: string;
  message?: RawMessage;
  data?: {
    name?: string;
    type?: number;
    options?: RawOption[];
    custom_id?: string;
    values?: string[];
    target_id?: string;
    resolved?: { messages?: Record<string, RawMessage> };
    components?: RawModalComponent[];
  };
}

/** A row or label of a submitted modal, or the input in it. */
export interface RawModalComponent {
  custom_id?: string;
  value?: string;
  components?: RawModalComponent[];
  component?: RawModalComponent;
}

/** A file to send with a message. */
export interface OutgoingFile {
  name: string;
  data: Uint8Array;
  contentType: string;
  /** What it shows, for people who cannot see it. */
  description?: string;
}

export interface Embed {
  title?: string;
  url?: string;
  description?: string;
  color?: number;
  footer?: { text: string };
  image?: { url: string };
}

export interface ButtonComponent {
  type: typeof ComponentType.button;
  style: number;
  label: string;
  custom_id: string;
}

export interface SelectComponent {
  type: typeof ComponentType.stringSelect;
  custom_id: string;
  placeholder: string;
  options: { label: string; value: string }[];
}

export interface ActionRow {
  type: typeof ComponentType.actionRow;
  components: (ButtonComponent | SelectComponent)[];
}

/** A message to send; always in embeds, in which nothing pings and no link unfurls. */
export interface OutgoingMessage {
  content?: string;
  embeds: Embed[];
  components: ActionRow[];
  files?: OutgoingFile[];
}
