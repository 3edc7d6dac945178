/** What goes wrong with a request. */
export type Fault =
  /** Answered with a status, before anything is done. */
  | { status: number; headers?: Record<string, string>; body?: object }
  /** The connection is cut before (`cut`) or after (`lose`) the request is done. */
  | 'cut'
  | 'lose'
  /** Answered after a time. */
  | { delayMs: number };

interface Planned {
  method: string;
  path: RegExp;
  times: number;
  fault: Fault;
}

/** Faults that are planned for requests to come. */
export class Faults {
  readonly #planned: Planned[] = [];

  /** Plans a fault for the next requests of a kind. */
  plan(method: string, path: RegExp, fault: Fault, times = 1): void {
    this.#planned.push({ method, path, fault, times });
  }

  /** The fault for a request, if one is planned; it is used up by that. */
  take(method: string, path: string): Fault | undefined {
    const index = this.#planned.findIndex(
      (planned) => planned.method === method && planned.path.test(path),
    );
    const planned = this.#planned[index];
    if (!planned) return undefined;
    planned.times -= 1;
    if (planned.times === 0) this.#planned.splice(index, 1);
    return planned.fault;
  }

  /** A rate limit as Discord words it. */
  static limited(seconds: number, global = false): Fault {
    return {
      status: 429,
      headers: {
        'retry-after': String(seconds),
        ...(global ? { 'x-ratelimit-global': 'true' } : {}),
        'x-ratelimit-scope': global ? 'global' : 'user',
      },
      body: { message: 'You are being rate limited.', retry_after: seconds, global },
    };
  }
}
