import { randomUUID } from 'node:crypto';
import type { SlackServer } from './slack-server.ts';
import type { HeldMessage, Workspace } from './workspace.ts';

// biome-ignore lint/suspicious/noExplicitAny: payloads are as Slack sends them.
type Json = any;

/** How a payload travels. */
export const EnvelopeKind = {
  event: 'events_api',
  command: 'slash_commands',
  interactive: 'interactive',
} as const;

export interface Envelope {
  kind: (typeof EnvelopeKind)[keyof typeof EnvelopeKind];
  payload: Json;
}

/** Payloads of a workspace, in the shapes of https://docs.slack.dev/reference. */
export class Payloads {
  readonly #server: SlackServer;
  readonly #workspace: Workspace;

  constructor(server: SlackServer, workspace: Workspace) {
    this.#server = server;
    this.#workspace = workspace;
  }

  /** An event in its wrapper. */
  event(event: Json, eventId = `Ev${randomUUID()}`): Envelope {
    const { team, botUserId } = this.#workspace;
    return {
      kind: EnvelopeKind.event,
      payload: {
        token: 'verification',
        team_id: team,
        api_app_id: 'A1',
        event,
        type: 'event_callback',
        event_id: eventId,
        event_time: Math.floor(Date.now() / 1000),
        authorizations: [
          {
            enterprise_id: null,
            team_id: team,
            user_id: botUserId,
            is_bot: true,
            is_enterprise_install: false,
          },
        ],
        is_ext_shared_channel: false,
      },
    };
  }

  /** A person's message, put into the channel, as a `message` event. */
  message(channel: string, user: string, text: string, thread?: string): Envelope & { ts: string } {
    const ts = this.#workspace.say(channel, user, text, thread);
    return { ...this.event(this.#messageEvent(channel, user, text, ts, thread)), ts };
  }

  /** The `app_mention` event of a message that stands in a channel. */
  mention(channel: string, user: string, text: string, thread?: string): Envelope & { ts: string } {
    const ts = this.#workspace.say(channel, user, text, thread);
    return { ...this.mentionOf(channel, user, text, ts, thread), ts };
  }

  mentionOf(channel: string, user: string, text: string, ts: string, thread?: string): Envelope {
    const event = this.#messageEvent(channel, user, text, ts, thread);
    const { channel_type: _, ...rest } = event;
    return this.event({ ...rest, type: 'app_mention' });
  }

  /** The `message` event of a message that stands in a channel. */
  messageOf(channel: string, user: string, text: string, ts: string, thread?: string): Envelope {
    return this.event(this.#messageEvent(channel, user, text, ts, thread));
  }

  edited(
    channel: string,
    user: string,
    before: string,
    after: string,
    ts: string,
    thread?: string,
  ): Envelope {
    const message = { type: 'message', user, ts, ...(thread ? { thread_ts: thread } : {}) };
    const editTs = this.#workspace.nextTs();
    return this.event({
      type: 'message',
      subtype: 'message_changed',
      channel,
      channel_type: kindOf(channel),
      ts: editTs,
      hidden: true,
      message: { ...message, text: after, edited: { user, ts: editTs } },
      previous_message: { ...message, text: before },
    });
  }

  deleted(channel: string, user: string, text: string, ts: string): Envelope {
    return this.event({
      type: 'message',
      subtype: 'message_deleted',
      channel,
      channel_type: kindOf(channel),
      ts: this.#workspace.nextTs(),
      deleted_ts: ts,
      hidden: true,
      previous_message: { type: 'message', user, text, ts },
    });
  }

  /** What Slack tells an app of its own message. */
  echo(message: HeldMessage): Envelope {
    const { channel, ts, text, thread_ts, user, bot_id } = message;
    return this.event({
      type: 'message',
      channel,
      channel_type: kindOf(channel),
      user,
      bot_id,
      app_id: 'A1',
      text,
      ts,
      ...(thread_ts ? { thread_ts } : {}),
    });
  }

  paneOpened(channel: string, user: string, thread: string): Envelope {
    return this.event({
      type: 'assistant_thread_started',
      assistant_thread: {
        user_id: user,
        context: { channel_id: 'C1', team_id: this.#workspace.team, enterprise_id: null },
        channel_id: channel,
        thread_ts: thread,
      },
      event_ts: thread,
    });
  }

  homeOpened(user: string): Envelope {
    return this.event({
      type: 'app_home_opened',
      user,
      channel: `D${user}`,
      tab: 'home',
      event_ts: '1.1',
    });
  }

  linkShared(channel: string, user: string, ts: string, urls: string[]): Envelope {
    return this.event({
      type: 'link_shared',
      channel,
      user,
      message_ts: ts,
      is_bot_user_member: true,
      source: 'conversations_history',
      unfurl_id: `${channel}-${ts}`,
      links: urls.map((url) => ({ url, domain: new URL(url).hostname })),
    });
  }

  command(command: string, text: string, channel: string, user: string, uses = 5): Envelope {
    return {
      kind: EnvelopeKind.command,
      payload: {
        token: 'verification',
        team_id: this.#workspace.team,
        team_domain: 'example',
        channel_id: channel,
        channel_name: 'general',
        user_id: user,
        user_name: 'someone',
        command,
        text,
        api_app_id: 'A1',
        is_enterprise_install: 'false',
        response_url: this.#server.responseUrl(this.#workspace, channel, user, uses),
        trigger_id: randomUUID(),
      },
    };
  }

  /** A press on a button of a message in a channel. */
  press(message: HeldMessage, label: string, user: string): Envelope {
    return this.#press(buttonOf(message.blocks, label), user, message.channel, {
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: false,
      },
      message: {
        ts: message.ts,
        text: message.text,
        ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
      },
    });
  }

  /** A press on a button of a message that only this person sees. */
  pressEphemeral(blocks: Json, label: string, channel: string, user: string): Envelope {
    return this.#press(buttonOf(blocks, label), user, channel, {
      container: {
        type: 'message',
        message_ts: this.#workspace.nextTs(),
        channel_id: channel,
        is_ephemeral: true,
      },
    });
  }

  suggest(actionId: string, value: string, user: string): Envelope {
    return this.#interactive(user, {
      type: 'block_suggestion',
      action_id: actionId,
      block_id: 'block',
      value,
      container: { type: 'view', view_id: 'V1' },
    });
  }

  submit(view: Json, viewId: string, values: Json, user: string): Envelope {
    return this.#interactive(user, {
      type: 'view_submission',
      view: { ...view, id: viewId, state: { values } },
    });
  }

  shortcut(callbackId: string, channel: string, user: string, text: string): Envelope {
    return this.#interactive(user, {
      type: 'message_action',
      callback_id: callbackId,
      channel: { id: channel, name: 'general' },
      message_ts: '1.1',
      message: { type: 'message', ts: '1.1', user: 'U2', text },
      response_url: this.#server.responseUrl(this.#workspace, channel, user),
    });
  }

  #press(button: Json, user: string, channel: string, where: Json): Envelope {
    return this.#interactive(user, {
      type: 'block_actions',
      channel: { id: channel, name: 'general' },
      actions: [{ ...button, block_id: 'b', type: 'button', action_ts: this.#workspace.nextTs() }],
      response_url: this.#server.responseUrl(this.#workspace, channel, user),
      ...where,
    });
  }

  #interactive(user: string, payload: Json): Envelope {
    const { team } = this.#workspace;
    return {
      kind: EnvelopeKind.interactive,
      payload: {
        ...payload,
        team: { id: team, domain: 'example' },
        user: { id: user, username: 'someone', team_id: team },
        api_app_id: 'A1',
        token: 'verification',
        trigger_id: randomUUID(),
        is_enterprise_install: false,
      },
    };
  }

  #messageEvent(channel: string, user: string, text: string, ts: string, thread?: string): Json {
    return {
      type: 'message',
      user,
      text,
      ts,
      channel,
      channel_type: kindOf(channel),
      event_ts: ts,
      client_msg_id: randomUUID(),
      ...(thread ? { thread_ts: thread } : {}),
    };
  }
}

function kindOf(channel: string): string {
  return { C: 'channel', G: 'group', D: 'im' }[channel[0]!] ?? 'channel';
}

/** The button of these blocks that is labelled so. */
function buttonOf(blocks: Json, label: string): Json {
  const buttons = (blocks ?? [])
    .filter((block: Json) => block.type === 'actions')
    .flatMap((block: Json) => block.elements);
  const found = buttons.find((button: Json) => button.text.text === label);
  if (!found) throw new Error(`no button ${label} in ${buttons.map((b: Json) => b.text.text)}`);
  return { action_id: found.action_id, value: found.value, text: found.text };
}
