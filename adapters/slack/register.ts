import type { App, Assistant, BlockAction } from '@slack/bolt';
import { ACTION_PREFIX } from './buttons.ts';
import { type Handlers, teamOf } from './handlers.ts';
import {
  DIGEST_MODAL,
  PAPER_MODAL,
  PAPER_SELECT,
  paperOptions,
  readDigestModal,
  readPaperModal,
  ZONE_SELECT,
  zoneOptions,
} from './modals.ts';
import type {
  ActionBody,
  LinkSharedEvent,
  MessageEvent,
  ShortcutBody,
  ViewBody,
} from './payloads.ts';
import type { SlackOptions } from './settings.ts';

/** Callback of the message shortcut "Find papers like this"; the manifest names the same. */
export const LIKE_THIS = 'paperboy_like_this';

const MOST_TITLES = 20;

/** Connects Bolt's listeners with the handlers. */
export function registerListeners(
  bolt: { app: App; Assistant: typeof Assistant },
  handlers: Handlers,
  { chat, settings }: SlackOptions,
  uninstall: (team: string) => Promise<void>,
): void {
  const { app } = bolt;
  app.assistant(
    new bolt.Assistant({
      threadStarted: async ({ event, context }) => {
        const { channel_id, thread_ts } = event.assistant_thread;
        await handlers.greet(channel_id, thread_ts, context);
      },
      // What the person has open beside the pane says nothing about papers.
      threadContextChanged: async () => {},
      threadContextStore: { get: async () => ({}), save: async () => {} },
      userMessage: async ({ event, context }) =>
        await handlers.message(event as MessageEvent, context, true),
    }),
  );
  app.event('app_mention', async ({ event, context }) => await handlers.message(event, context));
  app.event(
    'message',
    async ({ event, context }) => await handlers.message(event as MessageEvent, context),
  );
  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab !== 'messages') await handlers.home(event.user, context);
  });
  app.event('link_shared', async ({ event, body, context }) => {
    if (settings.unfurl) await handlers.unfurl(event as LinkSharedEvent, body.event_id, context);
  });
  app.event('app_uninstalled', async ({ context }) => await uninstall(teamOf(context)));
  app.event('tokens_revoked', async ({ event, context }) => {
    if (event.tokens.bot?.length) await uninstall(teamOf(context));
  });
  app.command(/^\/./, async ({ body, context }) => await handlers.command(body, context));
  app.action(
    new RegExp(`^${ACTION_PREFIX}`),
    async ({ body, context }) => await handlers.press(body as BlockAction as ActionBody, context),
  );
  app.options(PAPER_SELECT, async ({ payload, ack }) => {
    await ack({ options: paperOptions(chat.complete(payload.value, MOST_TITLES)) });
  });
  app.options(ZONE_SELECT, async ({ payload, ack }) => {
    await ack({ options: zoneOptions(payload.value) });
  });
  app.view(PAPER_MODAL, async ({ body, ack, context }) => {
    await ack();
    const query = readPaperModal(body.view as ViewBody['view']);
    if (query) await handlers.submit(body as ViewBody, { name: 'paper', query }, context);
  });
  app.view(DIGEST_MODAL, async ({ body, ack, context }) => {
    const read = readDigestModal(body.view as ViewBody['view']);
    if ('errors' in read) return await ack({ response_action: 'errors', errors: read.errors });
    await ack();
    await handlers.submit(body as ViewBody, read.command, context);
  });
  app.shortcut(
    LIKE_THIS,
    async ({ body, context }) => await handlers.likeThis(body as ShortcutBody, context),
  );
}
