import type { Capabilities } from '../../src/index.ts';

/** What Slack can do, for the core. */
export const capabilities: Capabilities = {
  messageLength: 10_000,
  buttons: 25,
  // https://docs.slack.dev/reference/block-kit/block-elements/button-element, less our envelope.
  buttonValueLength: 1_900,
  // chat.update allows about 50 a minute: https://docs.slack.dev/apis/web-api/rate-limits
  editIntervalMs: 1_200,
  privateReplies: true,
  files: true,
  images: true,
  threads: true,
};

/** Limits of Slack's surfaces; texts in UTF-16 code units. */
export const limits = {
  /** https://docs.slack.dev/reference/block-kit/blocks: 50 in a message, 100 in a view. */
  messageBlocks: 50,
  viewBlocks: 100,
  /** Text of all blocks of a message; Slack answers msg_blocks_too_long somewhere above 13,000. */
  messageText: 10_000,
  /** Slack documents none for rich text; a section's 3,000 is kept for it too. */
  blockText: 3_000,
  /** https://docs.slack.dev/reference/block-kit/blocks/header-block */
  header: 150,
  /** https://docs.slack.dev/reference/methods/chat.update refuses a longer `text`. */
  fallbackText: 4_000,
  /** https://docs.slack.dev/reference/block-kit/blocks/actions-block */
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  actionId: 255,
  /** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
  optionText: 75,
  optionValue: 150,
  options: 100,
  /** https://docs.slack.dev/reference/views */
  modalTitle: 24,
  privateMetadata: 3_000,
  /** https://docs.slack.dev/reference/methods/chat.startStream */
  markdownText: 12_000,
  /** https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts */
  prompts: 4,
  /** https://docs.slack.dev/interactivity/handling-user-interaction: five posts in 30 minutes. */
  responseUrlPosts: 5,
  /** Addresses that are longer are shown as text. */
  url: 2_000,
} as const;

/** Where a BibTeX text becomes a file instead of a block that nobody wants to scroll. */
export const BIBTEX_FILE_LENGTH = 2_500;
