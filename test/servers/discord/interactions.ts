import type { StoredMessage } from './world.ts';

const TOKEN_MS = 15 * 60_000;

/** An interaction as the server follows it. */
export interface Interaction {
  id: string;
  token: string;
  /** The payload that was sent. */
  payload: Record<string, unknown> & { channel_id: string };
  sentAt: number;
  /** Milliseconds until it was acknowledged. */
  ackMs?: number;
  /** What it was acknowledged with. */
  callback?: { type: number; data?: Record<string, unknown> };
  /** The first answer, once it is there. */
  original?: StoredMessage;
  /** The message the pressed button stands under. */
  source?: StoredMessage;
  deleted?: boolean;
  /** Every message that followed, the first answer included. */
  messages: StoredMessage[];
}

/** Whether an interaction's token still works. */
export function isAlive(interaction: Interaction, now: number): boolean {
  return now - interaction.sentAt < TOKEN_MS;
}
