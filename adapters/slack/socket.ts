import type { SocketModeReceiver } from '@slack/bolt';
import { ConfigurationError, type Logger } from '../../src/index.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
/** Errors of `apps.connections.open` that no waiting mends. */
const FATAL = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'user_removed_from_team',
  'team_disabled',
  'not_allowed_token_type',
  'missing_scope',
  'token_revoked',
]);

/**
 * Keeps a Socket Mode connection. Slack's client would wait five seconds before each reconnect and
 * take a network error during one for the end of the process; this one comes back at once, then
 * more and more slowly, until it is stopped.
 */
export class SocketKeeper {
  readonly #client: SocketModeReceiver['client'];
  readonly #logger: Logger;
  #stopped = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #connecting = false;

  constructor(receiver: SocketModeReceiver, logger: Logger) {
    this.#client = receiver.client;
    this.#logger = logger;
    this.#client.on('connected', () => {
      this.#failures = 0;
    });
    // Raised when a socket closed, by whichever side.
    this.#client.on('disconnected', () => this.#reconnect());
  }

  /**
   * Connects, or goes on trying where Slack cannot be reached right now.
   * @throws ConfigurationError when Slack refuses the token.
   */
  async start(): Promise<void> {
    this.#connecting = true;
    try {
      await this.#client.start();
    } catch (error) {
      const code = platformCode(error);
      if (code && FATAL.has(code)) {
        throw new ConfigurationError(`Slack refuses SLACK_APP_TOKEN: ${code}.`, {
          cause: error,
          hint: 'Create an app-level token (xapp-…) with the scope connections:write.',
        });
      }
      this.#logger.warn({ err: error }, 'Socket Mode cannot connect yet');
      setImmediate(() => this.#reconnect());
    } finally {
      this.#connecting = false;
    }
  }

  /** Disconnects for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.race([
      Promise.resolve(this.#client.disconnect()).catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, 1_000).unref()),
    ]);
  }

  #reconnect(): void {
    if (this.#stopped || this.#timer || this.#connecting) return;
    const wait =
      this.#failures === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#connect();
    }, wait);
  }

  async #connect(): Promise<void> {
    if (this.#stopped) return;
    this.#connecting = true;
    let connected = false;
    try {
      await this.#client.start();
      connected = true;
      this.#logger.debug({}, 'Socket Mode is connected again');
    } catch (error) {
      this.#logger.warn({ err: error, failures: this.#failures }, 'Socket Mode cannot connect');
    }
    this.#connecting = false;
    if (!connected) this.#reconnect();
  }
}

function platformCode(error: unknown): string | undefined {
  return (error as { data?: { error?: string } })?.data?.error;
}
