import type { Clock } from '../../clock.ts';
import type { Digests, SubscriptionStatus } from '../../digest/digests.ts';
import { describeSubscription } from '../../digest/subscription.ts';
import { PermissionError, UsageError } from '../../errors.ts';
import type { Target } from '../adapter.ts';
import type { Origin } from '../messages.ts';
import type { ReplyBody } from '../reply.ts';
import type { CommandHandler, CommandOf } from './command.ts';

type DigestCommand = CommandOf<'digest'>;

/** `digest`: subscribes, lists, changes and shows the digests of the channel it is written in. */
export function digestCommand(digests: Digests, clock: Clock): CommandHandler<'digest'> {
  return async (command, { origin }) => {
    const target = {
      adapter: origin.adapter,
      workspace: origin.workspace,
      channel: origin.channel,
    };
    switch (command.action) {
      case 'list':
        return listing(await digests.list(target), target);
      case 'show':
        return shown(digests, target, command.day ?? clock.now().toISOString().slice(0, 10));
      case 'preview':
        return preview(digests, target, origin, command);
      default:
        requireManager(origin);
        return notice(await change(digests, target, origin, command));
    }
  };
}

/** Does what changes something, and says what it did. */
async function change(
  digests: Digests,
  target: Target,
  origin: Origin,
  command: Exclude<DigestCommand, { action: 'list' | 'show' | 'preview' }>,
): Promise<string> {
  switch (command.action) {
    case 'subscribe': {
      const subscription = await digests.subscribe(target, command.settings, origin);
      const { next } = (await digests.list(target)).find(
        (status) => status.subscription.id === subscription.id,
      )!;
      const first = next
        ? ` The first comes ${instant(next, subscription.settings.timeZone)}.`
        : '';
      return `Subscribed: ${describeSubscription(subscription)}.${first} Its id is ${subscription.id}.`;
    }
    case 'edit': {
      const subscription = await digests.edit(command.id, command.settings, target);
      return `Changed: ${describeSubscription(subscription)}.`;
    }
    case 'pause': {
      const { id } = await digests.pause(command.id, target);
      return `Paused. "digest resume ${id}" takes it up again.`;
    }
    case 'resume':
      return `Resumed: ${describeSubscription(await digests.resume(command.id, target))}.`;
    case 'remove': {
      const subscription = await digests.remove(command.id, target);
      return `Removed: ${describeSubscription(subscription)}.`;
    }
  }
}

async function preview(
  digests: Digests,
  target: Target,
  origin: Origin,
  command: Extract<DigestCommand, { action: 'preview' }>,
): Promise<ReplyBody> {
  if (command.id) return (await digests.preview(await digests.get(command.id, target))).body;
  if (command.settings) {
    const settings = {
      ...command.settings,
      timeZone: command.settings.timeZone ?? origin.timeZone,
    };
    return (await digests.preview({ target, settings })).body;
  }
  const [only, ...others] = await digests.list(target);
  if (!only || others.length > 0) {
    throw new UsageError(
      only ? 'There are several digests here.' : 'There is no digest here yet.',
      {
        hint: only ? 'Say which one: "digest preview ID".' : 'Subscribe first: "digest subscribe".',
      },
    );
  }
  return (await digests.preview(only.subscription)).body;
}

async function shown(digests: Digests, target: Target, day: string): Promise<ReplyBody> {
  const posts = await digests.show(target, day);
  const [first, ...others] = posts;
  if (!first) return notice(`No digest of ${day} was posted here.`);
  if (first.kind !== 'digest' || others.length === 0) return first;
  const all = posts.flatMap((post) => (post.kind === 'digest' ? [post] : []));
  const note = all.flatMap((post) => post.note ?? []).join(' ');
  return { ...first, lines: all.flatMap(({ lines }) => lines), ...(note ? { note } : {}) };
}

function listing(statuses: SubscriptionStatus[], target: Target): ReplyBody {
  return {
    kind: 'list',
    title: 'Digests here',
    items: statuses.map((status) => ({ id: status.subscription.id, text: statusText(status) })),
    empty: `No digest is subscribed in ${target.channel}. "digest subscribe" makes one.`,
  };
}

/** A subscription in one line: what it is, when it comes next, and what went wrong last. */
export function statusText({ subscription, next, last }: SubscriptionStatus): string {
  const { timeZone } = subscription.settings;
  const outcomes: Partial<Record<string, string>> = {
    failed: `the last one failed: ${last?.reason ?? 'no reason was given'}`,
    unconfirmed: 'whether the last one arrived is not known',
    retry: `the last one is being tried again: ${last?.reason ?? ''}`,
    unknown: 'the last one is being looked for after its answer was lost',
  };
  const trouble = last && outcomes[last.state];
  return [
    describeSubscription(subscription),
    next && `next ${instant(next, timeZone)}`,
    trouble && trouble,
  ]
    .filter(Boolean)
    .join(' · ');
}

function requireManager(origin: Origin): void {
  if (origin.mayManage) return;
  throw new PermissionError('You may not change the digests of this channel.', {
    hint: 'Ask somebody who manages the channel; anyone may list and preview them.',
  });
}

/** An instant as a reader in a zone writes it. */
function instant(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(at);
}

function notice(text: string): ReplyBody {
  return { kind: 'notice', tone: 'info', text };
}
