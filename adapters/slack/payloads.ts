/**
 * What is read of Slack's payloads. All that a server may leave out is optional, so that the
 * listener stays lenient.
 */

/** https://docs.slack.dev/reference/events/message and app_mention */
export interface MessageEvent {
  type?: string;
  subtype?: string;
  channel: string;
  channel_type?: string;
  user?: string;
  bot_id?: string;
  text?: string;
  ts?: string;
  thread_ts?: string;
  deleted_ts?: string;
  edited?: { ts?: string };
  message?: Omit<MessageEvent, 'channel'>;
  previous_message?: Omit<MessageEvent, 'channel'>;
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
export interface CommandBody {
  command: string;
  text?: string;
  channel_id: string;
  user_id: string;
  team_id?: string;
  trigger_id?: string;
  response_url?: string;
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export interface ActionBody {
  actions: { action_id: string; value?: string; action_ts?: string }[];
  user: { id: string };
  team?: { id: string } | null;
  channel?: { id: string };
  message?: { ts: string; thread_ts?: string };
  container?: {
    channel_id?: string;
    message_ts?: string;
    thread_ts?: string;
    is_ephemeral?: boolean;
  };
  trigger_id?: string;
  response_url?: string;
}

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export interface ShortcutBody {
  callback_id: string;
  trigger_id?: string;
  response_url?: string;
  user: { id: string };
  team?: { id: string } | null;
  channel?: { id: string };
  message?: { ts?: string; text?: string; attachments?: { title?: string; text?: string }[] };
}

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export interface ViewBody {
  user: { id: string };
  team?: { id: string } | null;
  trigger_id?: string;
  view: {
    id?: string;
    callback_id: string;
    private_metadata?: string;
    state?: { values: Record<string, Record<string, ViewValue>> };
  };
}

/** What an input of a modal holds. */
export interface ViewValue {
  value?: string | null;
  selected_option?: { value: string } | null;
  selected_time?: string | null;
}

/** https://docs.slack.dev/reference/events/link_shared */
export interface LinkSharedEvent {
  channel: string;
  user?: string;
  message_ts?: string;
  thread_ts?: string;
  unfurl_id?: string;
  source?: string;
  links: { domain?: string; url: string }[];
}
