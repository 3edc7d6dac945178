import type { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import {
  type ChatAdapter,
  ConfigurationError,
  type Posted,
  type Reply,
  SlackInstallations,
  type Target,
} from '../../src/index.ts';
import { AckFirstReceiver } from './ack-first.ts';
import { clientOptions, type SlackApi } from './api.ts';
import { deliveryError } from './api-errors.ts';
import { boltLogger } from './bolt-logger.ts';
import { capabilities } from './capabilities.ts';
import { Handlers } from './handlers.ts';
import { ENDPOINTS, type HttpHandler, httpHandler } from './http.ts';
import manifest from './manifest.json' with { type: 'json' };
import { findPost, postMessage } from './post.ts';
import { registerListeners } from './register.ts';
import { render } from './render.ts';
import { apiUrlOf, type SlackOptions } from './settings.ts';
import { SocketKeeper } from './socket.ts';
import { uploadFile } from './upload.ts';
import { installationStore, Workspaces } from './workspaces.ts';

/** A busy process may be late with its pongs; only a longer silence means a dead connection. */
const PING_TIMEOUT_MS = 10_000;

/** The Slack adapter. */
export interface SlackAdapter extends ChatAdapter {
  /** Takes Slack's HTTP requests below `/slack/`; there once it is started with a signing secret. */
  readonly handler: HttpHandler | undefined;
}

/** Builds the adapter; nothing is connected or loaded before `start`. */
export function createSlackAdapter(options: SlackOptions): SlackAdapter {
  return new Slack(options);
}

class Slack implements SlackAdapter {
  readonly name = 'slack';
  readonly capabilities = capabilities;
  handler: HttpHandler | undefined;
  readonly #options: SlackOptions;
  readonly #workspaces: Workspaces;
  readonly #handlers: Handlers;
  readonly #installations: SlackInstallations | undefined;
  #socket: SocketKeeper | undefined;

  constructor(options: SlackOptions) {
    const { settings, db, logger, clock } = options;
    this.#options = options;
    this.#workspaces = new Workspaces(settings, logger, clock);
    this.#handlers = new Handlers(options, this.#workspaces);
    if (settings.oauth && db) {
      this.#installations = new SlackInstallations(db, settings.oauth.encryptionKey);
    }
  }

  async start(): Promise<void> {
    const { settings, logger } = this.#options;
    checkSettings(this.#options);
    const bolt = await import('@slack/bolt');
    const socket = settings.appToken ? this.#socketReceiver(bolt.SocketModeReceiver) : undefined;
    const http = settings.signingSecret ? this.#httpReceiver(bolt.HTTPReceiver) : undefined;
    const installer = http?.installer;
    await this.#workspaces.start(installer && (async (query) => await installer.authorize(query)));
    const app = new bolt.App({
      receiver: new AckFirstReceiver(
        [socket, http].filter((receiver) => receiver !== undefined),
        logger,
      ),
      authorize: async (query) => await this.#workspaces.authorize(query),
      logger: boltLogger(logger),
      clientOptions: clientOptions(apiUrlOf(settings), logger),
      convoStore: false,
    });
    app.error(async (error) => logger.error({ err: error }, 'a Slack event failed'));
    registerListeners({ app, Assistant: bolt.Assistant }, this.#handlers, this.#options, (team) =>
      this.#uninstall(team),
    );
    if (http) this.handler = httpHandler(http, logger);
    if (socket) {
      this.#socket = new SocketKeeper(socket, logger);
      await this.#socket.start();
    }
    logger.info({ socketMode: Boolean(socket), http: Boolean(http) }, 'Slack is connected');
  }

  async stop(deadlineMs: number): Promise<void> {
    this.handler = undefined;
    await this.#socket?.stop();
    await this.#handlers.requests.inFlight.drain(deadlineMs);
  }

  async post(target: Target, reply: Reply, { nonce }: { nonce: string }): Promise<Posted> {
    const { channel } = target;
    const [first, ...rest] = render(reply);
    const now = this.#options.clock.now();
    try {
      const api = await this.#workspaces.api(target.workspace);
      const options = { nonce, now, patienceMs: 0 };
      const messageId = await api.inOrder(channel, () =>
        postMessage(api, { channel }, first!, options),
      );
      // What follows belongs below; without it the post still stands.
      const thread = { channel, thread: messageId };
      for (const [index, message] of rest.entries()) {
        await postMessage(api, thread, message, { nonce: `${nonce}/${index + 2}`, now }).catch(
          (error: unknown) => this.#options.logger.error({ err: error, channel }, 'a post is cut'),
        );
      }
      await this.#attachChart(reply, thread, api);
      return { messageId, thread: messageId };
    } catch (error) {
      throw deliveryError(error);
    }
  }

  async findPost(target: Target, nonce: string, since: Date): Promise<Posted | null | undefined> {
    try {
      const api = await this.#workspaces.api(target.workspace);
      const ts = await findPost(api, { channel: target.channel }, nonce, since);
      return ts ? { messageId: ts, thread: ts } : ts === null ? null : undefined;
    } catch {
      return undefined;
    }
  }

  /** Slack opens the conversation with a user where a post names the user as its channel. */
  async direct(workspace: string, userId: string): Promise<Target> {
    return { adapter: this.name, workspace, channel: userId };
  }

  async #attachChart(
    { body }: Reply,
    spot: { channel: string; thread: string },
    api: SlackApi,
  ): Promise<void> {
    if (body.kind !== 'digest' || !body.chart) return;
    const file = { filename: `${body.day}.png`, title: body.title, content: body.chart };
    await uploadFile(api, spot, file).catch((error: unknown) => {
      this.#options.logger.warn({ err: error }, 'the chart of a digest could not be attached');
    });
  }

  #socketReceiver(Receiver: typeof SocketModeReceiver): SocketModeReceiver {
    const { settings, logger } = this.#options;
    return new Receiver({
      appToken: settings.appToken!,
      logger: boltLogger(logger),
      // `SocketKeeper` reconnects.
      autoReconnectEnabled: false,
      clientPingTimeout: PING_TIMEOUT_MS,
      installerOptions: { clientOptions: clientOptions(apiUrlOf(settings), logger) },
    });
  }

  #httpReceiver(Receiver: typeof HTTPReceiver): HTTPReceiver {
    const { settings, logger, clock } = this.#options;
    const { oauth, signingSecret } = settings;
    const common = {
      signingSecret: signingSecret!,
      endpoints: ENDPOINTS,
      logger: boltLogger(logger),
    };
    if (!oauth || !this.#installations) return new Receiver(common);
    const apiUrl = apiUrlOf(settings);
    return new Receiver({
      ...common,
      clientId: oauth.clientId,
      clientSecret: oauth.clientSecret,
      stateSecret: oauth.stateSecret,
      redirectUri: oauth.redirectUri,
      scopes: manifest.oauth_config.scopes.bot,
      installationStore: installationStore(this.#installations, clock),
      installerOptions: {
        redirectUriPath: new URL(oauth.redirectUri).pathname,
        clientOptions: clientOptions(apiUrl, logger),
        // Beside the Web API, wherever that is.
        authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
      },
    });
  }

  async #uninstall(team: string): Promise<void> {
    this.#workspaces.forget(team);
    await this.#installations?.delete(team);
    this.#options.logger.info({ team }, 'Slack says that the app was removed');
  }
}

/** @throws ConfigurationError with everything that is missing. */
function checkSettings({ settings, db }: SlackOptions): void {
  const problems: string[] = [];
  if (!settings.botToken && !settings.oauth) problems.push('SLACK_BOT_TOKEN is missing.');
  if (!settings.appToken && !settings.signingSecret) {
    problems.push('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing.');
  }
  if (settings.oauth && !settings.signingSecret) {
    problems.push('SLACK_SIGNING_SECRET is missing: installs by OAuth come by HTTP.');
  }
  if (settings.oauth && !db) problems.push('Installs by OAuth need the store.');
  if (problems.length === 0) return;
  throw new ConfigurationError(`Slack is not set up:\n- ${problems.join('\n- ')}`, {
    hint: 'The README shows where each value is found.',
  });
}
