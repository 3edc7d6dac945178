import type { Capabilities } from '../../src/index.ts';

/** What mail can do, for the core. Nobody edits or answers a mail through us. */
export const capabilities: Capabilities = {
  // No limit that a digest would meet; a million keeps clients quick.
  messageLength: 1_000_000,
  buttons: 0,
  buttonValueLength: 0,
  editIntervalMs: 0,
  privateReplies: false,
  files: true,
  images: true,
  threads: false,
};

/** Limits of what we take and send. */
export const limits = {
  /** https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.3, less the angle brackets. */
  address: 254,
  /** A subject beyond this is cut by every client. */
  subject: 150,
  /** Milliseconds to wait for a connection and its greeting. */
  connect: 30_000,
  /** Milliseconds of silence after which an answer counts as lost; below the core's own limit. */
  silence: 100_000,
  /** Days in which a confirmation link can be used. */
  confirmationDays: 3,
  /** Confirmation mails that one address, and all together, may cause in an hour. */
  confirmationsPerAddress: 3,
  confirmationsPerHour: 200,
} as const;
