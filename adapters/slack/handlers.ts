import { randomUUID } from 'node:crypto';
import type { App, Assistant, BlockAction, Context } from '@slack/bolt';
import { type Command, findArxivId } from '../../src/index.ts';
import type { SlackApi } from './api.ts';
import { greet, nameThread } from './assistant-pane.ts';
import { ACTION_PREFIX } from './buttons.ts';
import { readSlash, type SlashRequest } from './commands.ts';
import { homeView } from './home.ts';
import {
  commandMessage,
  type Heard,
  isDirect,
  type Listening,
  readAction,
  readMessageEvent,
  threadOfAction,
  threadWithin,
} from './listener.ts';
import {
  DIGEST_MODAL,
  digestModal,
  type ModalOrigin,
  modalOrigin,
  PAPER_MODAL,
  PAPER_SELECT,
  paperModal,
  paperOptions,
  readDigestModal,
  readPaperModal,
  ZONE_SELECT,
  zoneOptions,
} from './modals.ts';
import type {
  ActionBody,
  CommandBody,
  LinkSharedEvent,
  MessageEvent,
  ShortcutBody,
  ViewBody,
} from './payloads.ts';
import { Profiles } from './profile.ts';
import { type Question, Requests } from './requests.ts';
import type { PrivateSpot } from './responder.ts';
import type { SlackOptions } from './settings.ts';
import { readMrkdwn, shorten } from './text.ts';
import { unfurl } from './unfurl.ts';
import type { Workspaces } from './workspaces.ts';

/** Callback of the message shortcut "Find papers like this"; the manifest names the same. */
export const LIKE_THIS = 'paperboy_like_this';

const NOT_HERE =
  'I am not switched on in this channel. Ask whoever set me up, or write to me directly.';
const FAILED = 'Something went wrong on my side, and it is logged. Please try again.';
const LONGEST_QUERY = 1_000;
const MOST_GREETED = 1_000;

/** What happens to an install that was revoked. */
export type Uninstall = (team: string) => Promise<void>;

/** The workspace an event came from. */
interface Here {
  api: SlackApi;
  listening: Listening;
}

/** Connects Bolt's listeners with what they lead to; everything was acknowledged before. */
export class Handlers {
  readonly requests: Requests;
  readonly #options: SlackOptions;
  readonly #workspaces: Workspaces;
  readonly #profiles = new Profiles();
  readonly #greeted = new Set<string>();

  constructor(options: SlackOptions, workspaces: Workspaces) {
    this.#options = options;
    this.#workspaces = workspaces;
    const { chat, clock, logger, settings } = options;
    this.requests = new Requests({ chat, clock, logger, prefix: settings.commandPrefix });
  }

  /** Registers all listeners. */
  register(app: App, AssistantClass: typeof Assistant, uninstall: Uninstall): void {
    const { chat, settings } = this.#options;
    app.assistant(
      new AssistantClass({
        threadStarted: async ({ event, context }) => {
          const { channel_id, thread_ts } = event.assistant_thread;
          await this.#greet(channel_id, thread_ts, context);
        },
        // What the person has open beside the pane says nothing about papers.
        threadContextChanged: async () => {},
        threadContextStore: { get: async () => ({}), save: async () => {} },
        userMessage: async ({ event, context }) =>
          await this.#message(event as MessageEvent, context, true),
      }),
    );
    app.event('app_mention', async ({ event, context }) => await this.#message(event, context));
    app.event(
      'message',
      async ({ event, context }) => await this.#message(event as MessageEvent, context),
    );
    app.event('app_home_opened', async ({ event, context }) => {
      if (event.tab === 'home') await this.#home(event.user, context);
    });
    app.event('link_shared', async ({ event, body, context }) => {
      if (settings.unfurl) await this.#unfurl(event as LinkSharedEvent, body.event_id, context);
    });
    app.event('app_uninstalled', async ({ context }) => await uninstall(teamOf(context)));
    app.event('tokens_revoked', async ({ event, context }) => {
      if (event.tokens.bot?.length) await uninstall(teamOf(context));
    });
    app.command(/^\/./, async ({ body, context }) => await this.#command(body, context));
    app.action(
      new RegExp(`^${ACTION_PREFIX}`),
      async ({ body, context }) => await this.#press(body as BlockAction as ActionBody, context),
    );
    app.options(PAPER_SELECT, async ({ payload, ack }) => {
      await ack({ options: paperOptions(chat.complete(payload.value, 20)) });
    });
    app.options(ZONE_SELECT, async ({ payload, ack }) => {
      await ack({ options: zoneOptions(payload.value) });
    });
    app.view(PAPER_MODAL, async ({ body, ack, context }) => {
      await ack();
      const query = readPaperModal(body.view as ViewBody['view']);
      if (query) await this.#submit(body as ViewBody, { name: 'paper', query }, context);
    });
    app.view(DIGEST_MODAL, async ({ body, ack, context }) => {
      const read = readDigestModal(body.view as ViewBody['view']);
      if ('errors' in read) return await ack({ response_action: 'errors', errors: read.errors });
      await ack();
      await this.#submit(body as ViewBody, read.command, context);
    });
    app.shortcut(
      LIKE_THIS,
      async ({ body, context }) => await this.#likeThis(body as ShortcutBody, context),
    );
  }

  async #here(context: Context): Promise<Here> {
    const team = teamOf(context);
    return {
      api: await this.#workspaces.api(team),
      listening: await this.#workspaces.listening(team),
    };
  }

  async #message(event: MessageEvent, context: Context, pane = false): Promise<void> {
    const here = await this.#here(context);
    const heard = readMessageEvent(event, here.listening);
    if (heard.kind === 'ignored') return;
    if (heard.kind === 'deleted') return this.requests.deleted(heard.channel, heard.ts);
    const { origin } = heard.message;
    const spot = { channel: origin.channel, thread: heard.replyThread, userId: origin.userId };
    await this.#guarded(spot, here, async () => {
      if (heard.kind === 'edited') return await this.requests.edited(heard, here.api);
      if (heard.kind === 'followUp' && !(await this.#isOurs(heard))) return;
      if (!isDirect(event) && !this.#isAllowed(origin.channel)) {
        if (heard.kind === 'question') await this.requests.tell(NOT_HERE, spot, here.api);
        return;
      }
      if (pane) void this.#nameThread(heard, here);
      await this.requests.answer(heard, here.api, pane);
    });
  }

  async #isOurs({ message, replyThread }: Extract<Heard, { kind: 'followUp' }>): Promise<boolean> {
    const { adapter, workspace, channel } = message.origin;
    const at = { adapter, workspace, channel, thread: replyThread };
    return (await this.#options.chat.threadOf(at)) !== undefined;
  }

  /** A pane's thread is named after its first question. */
  async #nameThread({ message, replyThread }: Question, { api }: Here): Promise<void> {
    const { chat, logger } = this.#options;
    const { command, origin } = message;
    if (command.name !== 'ask' || !replyThread) return;
    const { adapter, workspace, channel } = origin;
    const at = { adapter, workspace, channel, thread: replyThread };
    const answered = await chat.threadOf(at).catch(() => undefined);
    if (!answered)
      await nameThread({ channel, thread: replyThread }, command.question, api, logger);
  }

  async #greet(channel: string, thread: string, context: Context): Promise<void> {
    const key = `${channel}/${thread}`;
    if (this.#greeted.has(key)) return;
    if (this.#greeted.size >= MOST_GREETED) this.#greeted.clear();
    this.#greeted.add(key);
    const { api } = await this.#here(context);
    const suggestions = this.#options.suggestions ?? (async () => []);
    await greet({ channel, thread }, suggestions, api, this.#options.logger);
  }

  async #home(userId: string, context: Context): Promise<void> {
    const { home, logger, settings } = this.#options;
    const { api, listening } = await this.#here(context);
    const data = await home?.(userId, listening.team).catch((error: unknown) => {
      logger.warn({ err: error }, 'the Home tab shows less: its data could not be read');
      return undefined;
    });
    const view = homeView(data, settings.commandPrefix);
    await api.call('views.publish', { user_id: userId, view });
  }

  async #unfurl(event: LinkSharedEvent, eventId: string, context: Context): Promise<void> {
    const { api, listening } = await this.#here(context);
    if (!this.#isAllowed(event.channel)) return;
    const parts = { chat: this.#options.chat, api, listening };
    await unfurl(event, `slack:${listening.team}:unfurl:${eventId}`, parts);
  }

  async #command(body: CommandBody, context: Context): Promise<void> {
    const here = await this.#here(context);
    const spot = spotOf(body.channel_id, body.user_id, body.response_url);
    await this.#guarded(spot, here, async () => {
      if (!this.#isAllowed(body.channel_id))
        return await this.requests.tell(NOT_HERE, spot, here.api);
      const { commandPrefix } = this.#options.settings;
      const request = readSlash(body.command, readMrkdwn(body.text ?? ''), commandPrefix);
      if (request.kind === 'usage') return await this.requests.tell(request.text, spot, here.api);
      if (request.kind === 'modal') return await this.#openModal(request, body, here);
      const id = `command:${body.trigger_id ?? body.response_url ?? randomUUID()}`;
      const message = commandMessage(id, body, request.command, here.listening);
      await this.requests.command(message, spot, here.api);
    });
  }

  async #openModal(
    { modal, digestId }: Extract<SlashRequest, { kind: 'modal' }>,
    body: CommandBody,
    here: Here,
  ): Promise<void> {
    const origin: ModalOrigin = {
      channel: body.channel_id,
      responseUrl: body.response_url,
      digestId,
    };
    const zone = () => this.#profiles.timeZone(here.listening.team, body.user_id, here.api);
    const view = modal === 'paper' ? paperModal(origin) : digestModal(origin, await zone());
    await here.api.call('views.open', { trigger_id: body.trigger_id, view }, 0);
  }

  async #submit(body: ViewBody, command: Command, context: Context): Promise<void> {
    const origin = modalOrigin(body.view);
    if (!origin) return;
    const here = await this.#here(context);
    const spot = spotOf(origin.channel, body.user.id, origin.responseUrl);
    await this.#guarded(spot, here, async () => {
      const place = { channel_id: origin.channel, user_id: body.user.id };
      const message = commandMessage(
        `view:${body.view.id ?? body.trigger_id ?? randomUUID()}`,
        place,
        command,
        here.listening,
      );
      await this.requests.command(message, spot, here.api);
    });
  }

  async #likeThis(body: ShortcutBody, context: Context): Promise<void> {
    const { channel, message } = body;
    if (!channel) return;
    const here = await this.#here(context);
    const spot = spotOf(channel.id, body.user.id, body.response_url);
    await this.#guarded(spot, here, async () => {
      if (!this.#isAllowed(channel.id)) return await this.requests.tell(NOT_HERE, spot, here.api);
      const cards = (message?.attachments ?? []).flatMap(({ title, text }) => [title, text]);
      const text = readMrkdwn([message?.text, ...cards].filter(Boolean).join('\n'));
      if (!text)
        return await this.requests.tell('There is no text in that message.', spot, here.api);
      const id = findArxivId(text);
      const command: Command = id
        ? { name: 'similar', query: id }
        : { name: 'search', query: shorten(text, LONGEST_QUERY) };
      const place = { channel_id: channel.id, user_id: body.user.id };
      const event = `shortcut:${body.trigger_id ?? `${message?.ts}:${body.user.id}`}`;
      await this.requests.command(
        commandMessage(event, place, command, here.listening),
        spot,
        here.api,
      );
    });
  }

  async #press(body: ActionBody, context: Context): Promise<void> {
    const here = await this.#here(context);
    const action = readAction(body, here.listening);
    if (!action) return;
    const spot = {
      ...spotOf(action.origin.channel, body.user.id, body.response_url),
      thread: threadWithin(body),
    };
    await this.#guarded(spot, here, async () => {
      await this.requests.inFlight.run(async () => {
        const reply = await this.#options.chat.act(action);
        if (!reply) return;
        await this.requests.pressed(
          reply,
          { action, spot, thread: threadOfAction(body) },
          here.api,
        );
      });
    });
  }

  #isAllowed(channel: string): boolean {
    const allowed = this.#options.settings.allowedChannels;
    return !allowed || allowed.length === 0 || channel.startsWith('D') || allowed.includes(channel);
  }

  /** Whoever asked gets a reason where something fails; the log gets all of it. */
  async #guarded(spot: PrivateSpot, { api }: Here, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#options.logger.error({ err: error, channel: spot.channel }, 'a request failed');
      await this.requests.tell(FAILED, spot, api).catch((cause: unknown) => {
        this.#options.logger.warn({ err: cause }, 'and its reason could not be told');
      });
    }
  }
}

function teamOf(context: Context): string {
  return context.teamId ?? '';
}

function spotOf(channel: string, userId: string, responseUrl?: string): PrivateSpot {
  return { channel, userId, ...(responseUrl ? { responseUrl } : {}) };
}
