/**
 * What a platform can do and where its limits are, as data. The core asks "what is the limit?",
 * never "which platform is this?". Lengths are in UTF-16 code units.
 */
export interface Capabilities {
  /** Longest text of one message. */
  messageLength: number;
  /** Most buttons on one message. */
  buttons: number;
  /** Most characters a button's value (its reference) can hold. */
  buttonValueLength: number;
  /** Least milliseconds between edits of a message while an answer streams; 0 = no edits. */
  editIntervalMs: number;
  /** Whether a reply can be shown to one person alone. */
  privateReplies: boolean;
  /** Whether files can be attached. */
  files: boolean;
  /** Whether pictures can be shown in a post. */
  images: boolean;
  /** Whether posts open threads in which follow-ups need no mention. */
  threads: boolean;
}
