import type { Clock } from '../../clock.ts';
import type { GateStore } from '../../store/gates.ts';
import type { Sleep } from './gate.ts';

/** What a client of a source needs. */
export interface SourceSurroundings {
  gates: GateStore;
  clock: Clock;
  sleep: Sleep;
  signal?: AbortSignal;
  /** Milliseconds before a failed request is tried again, doubled each time. */
  retryDelayMs: number;
  /** Milliseconds until an answer must be there. */
  timeoutMs: number;
}

/** Attempts after the first, for failures and for lists that come back empty. */
export const RETRIES = 2;
/** A pause that a source asks for is waited out up to this; beyond it the caller comes again. */
export const MAX_WAIT_MS = 60_000;

/** An address below a base; the base may already end with the first part of the path. */
export function below(base: string, path: string): URL {
  const trimmed = base.replace(/\/+$/, '');
  const first = path.split('/')[1];
  return new URL(
    trimmed.endsWith(`/${first}`) ? `${trimmed}${path.slice(first!.length + 1)}` : trimmed + path,
  );
}
