import { randomUUID } from 'node:crypto';
import type { Context } from '@slack/bolt';
import { type Command, findArxivId } from '../../src/index.ts';
import { greet, nameThread } from './assistant-pane.ts';
import { readSlash, type SlashRequest } from './commands.ts';
import { homeView } from './home.ts';
import {
  commandMessage,
  type Heard,
  isDirect,
  readAction,
  readMessageEvent,
  threadOfAction,
  threadWithin,
} from './listener.ts';
import { digestModal, type ModalOrigin, modalOrigin, paperModal } from './modals.ts';
import type {
  ActionBody,
  CommandBody,
  LinkSharedEvent,
  MessageEvent,
  ShortcutBody,
  ViewBody,
} from './payloads.ts';
import { Profiles } from './profile.ts';
import { type Here, type Question, Requests } from './requests.ts';
import type { PrivateSpot } from './responder.ts';
import type { SlackOptions } from './settings.ts';
import { readMrkdwn, shorten } from './text.ts';
import { unfurl } from './unfurl.ts';
import type { Workspaces } from './workspaces.ts';

const NOT_HERE =
  'I am not switched on in this channel. Ask whoever set me up, or write to me directly.';
const FAILED = 'Something went wrong on my side, and it is logged. Please try again.';
const LONGEST_QUERY = 1_000;
const MOST_GREETED = 1_000;

/** What events lead to; all were acknowledged before (`ack-first.ts`). */
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

  async #here(context: Context): Promise<Here> {
    const team = teamOf(context);
    return {
      api: await this.#workspaces.api(team),
      listening: await this.#workspaces.listening(team),
    };
  }

  /** A message: a question, a follow-up, or the change of one. */
  async message(event: MessageEvent, context: Context, pane = false): Promise<void> {
    const here = await this.#here(context);
    const heard = readMessageEvent(event, here.listening);
    if (heard.kind === 'ignored') return;
    if (heard.kind === 'deleted') {
      return this.requests.deleted({ ...heard, team: here.listening.team });
    }
    const { origin } = heard.message;
    const spot = { channel: origin.channel, thread: heard.replyThread, userId: origin.userId };
    await this.#guarded(spot, here, async () => {
      if (heard.kind === 'edited') return await this.requests.edited(heard, here);
      if (heard.kind === 'followUp' && !(await this.#isOurs(heard))) return;
      if (!isDirect(event) && !this.#isAllowed(origin.channel)) {
        if (heard.kind === 'question') await this.requests.tell(NOT_HERE, spot, here.api);
        return;
      }
      if (pane) void this.#nameThread(heard, here);
      await this.requests.answer(heard, here, pane);
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

  /** A new thread of the assistant pane. */
  async greet(channel: string, thread: string, context: Context): Promise<void> {
    const key = `${teamOf(context)}/${channel}/${thread}`;
    if (this.#greeted.has(key)) return;
    if (this.#greeted.size >= MOST_GREETED) this.#greeted.clear();
    this.#greeted.add(key);
    const { api } = await this.#here(context);
    const suggestions = this.#options.suggestions ?? (async () => []);
    await greet({ channel, thread }, suggestions, api, this.#options.logger);
  }

  /** A look at the Home tab. */
  async home(userId: string, context: Context): Promise<void> {
    const { home, logger, settings } = this.#options;
    const { api, listening } = await this.#here(context);
    const data = await home?.(userId, listening.team).catch((error: unknown) => {
      logger.warn({ err: error }, 'the Home tab shows less: its data could not be read');
      return undefined;
    });
    const view = homeView(data, settings.commandPrefix);
    await api.call('views.publish', { user_id: userId, view });
  }

  /** Links that somebody shared. */
  async unfurl(event: LinkSharedEvent, eventId: string, context: Context): Promise<void> {
    const { api, listening } = await this.#here(context);
    if (!this.#isAllowed(event.channel)) return;
    const parts = { chat: this.#options.chat, api, listening };
    await unfurl(event, `slack:${listening.team}:unfurl:${eventId}`, parts);
  }

  /** A slash command. */
  async command(body: CommandBody, context: Context): Promise<void> {
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

  /** A submitted modal. */
  async submit(body: ViewBody, command: Command, context: Context): Promise<void> {
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

  /** The shortcut "Find papers like this". */
  async likeThis(body: ShortcutBody, context: Context): Promise<void> {
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

  /** A pressed button. */
  async press(body: ActionBody, context: Context): Promise<void> {
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

/** The workspace that Bolt found for an event. */
export function teamOf(context: Context): string {
  return context.teamId ?? '';
}

function spotOf(channel: string, userId: string, responseUrl?: string): PrivateSpot {
  return { channel, userId, ...(responseUrl ? { responseUrl } : {}) };
}
