import type { Capabilities } from '../../src/index.ts';

/** What Discord can do, for the core. */
export const capabilities: Capabilities = {
  messageLength: 4096,
  buttons: 25,
  // A custom_id of 100 characters less the action and separators that are put before the reference.
  buttonValueLength: 80,
  // A webhook or channel takes about five edits in five seconds; others may be writing there too.
  editIntervalMs: 1500,
  privateReplies: true,
  files: true,
  images: true,
  threads: true,
};

/** Limits of messages, in UTF-16 code units where they count text. */
export const limits = {
  /** https://docs.discord.com/developers/resources/message#create-message */
  content: 2000,
  /** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
  embedTitle: 256,
  embedDescription: 4096,
  embedFooter: 2048,
  embedTotal: 6000,
  embeds: 10,
  /** https://docs.discord.com/developers/components/reference */
  rows: 5,
  buttonsPerRow: 5,
  buttonLabel: 80,
  customId: 100,
  selectOptions: 25,
  selectLabel: 100,
  placeholder: 150,
  modalTitle: 45,
  /** https://docs.discord.com/developers/interactions/application-commands */
  choices: 25,
  choiceName: 100,
  choiceValue: 100,
  /** https://docs.discord.com/developers/resources/channel#start-thread-from-message */
  threadName: 100,
  nonce: 25,
  /** https://docs.discord.com/developers/reference#uploading-files; every server takes this much. */
  file: 10 * 1024 * 1024,
} as const;
