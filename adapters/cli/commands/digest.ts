import {
  type DigestSettings,
  type Digests,
  statusText,
  type Target,
  UsageError,
} from '../../../src/index.ts';
import type { Output } from '../output.ts';
import { renderReply } from '../render-reply.ts';

/** Options of the digest commands, as the command line gives them. */
export interface DigestCommandOptions extends Partial<DigestSettings> {
  json?: boolean;
  /** `discord:GUILD:CHANNEL`, `slack:TEAM:CHANNEL` or `email:ADDRESS`. */
  to?: string;
}

/** Parses where a digest goes. @throws UsageError */
export function targetOf(text: string | undefined): Target {
  const [adapter, ...rest] = (text ?? '').split(':');
  if (adapter === 'email' && rest.length === 1 && rest[0]?.includes('@')) {
    return { adapter, workspace: '', channel: rest[0] };
  }
  if ((adapter === 'discord' || adapter === 'slack') && rest.length === 2 && rest.every(Boolean)) {
    return { adapter, workspace: rest[0]!, channel: rest[1]! };
  }
  throw new UsageError(`“${text ?? ''}” is no place for a digest.`, {
    hint: 'Give --to discord:GUILD:CHANNEL, slack:TEAM:CHANNEL or email:ADDRESS.',
  });
}

/** What was given of the settings, without the rest of the command line. */
function settingsOf({ json, to, ...settings }: DigestCommandOptions): Partial<DigestSettings> {
  return settings;
}

/** `digest preview`: what would be posted now, without posting. */
export async function preview(
  digests: Digests,
  options: DigestCommandOptions,
  output: Output,
): Promise<number> {
  const target = options.to
    ? targetOf(options.to)
    : { adapter: 'cli', workspace: '', channel: 'terminal' };
  const settings = { schedule: 'daily', time: '09:00', timeZone: 'UTC', ...settingsOf(options) };
  const reply = await digests.preview({ target, settings });
  if (options.json) output.json(reply.body);
  else output.data(renderReply(reply.body, output.style));
  return 0;
}

/** `digest subscriptions`: all of them, with what comes next and what went wrong. */
export async function subscriptions(
  digests: Digests,
  options: { json?: boolean },
  output: Output,
): Promise<number> {
  const statuses = await digests.list();
  if (options.json) {
    output.json(statuses);
    return 0;
  }
  for (const status of statuses) {
    const { id, target } = status.subscription;
    output.data(`${id}  ${placeOf(target)}  ${statusText(status)}`);
  }
  if (statuses.length === 0) output.note('Nobody has subscribed yet.');
  return 0;
}

/** `digest subscribe|edit|pause|resume|remove`. */
export async function change(
  digests: Digests,
  what: { action: 'subscribe' } | { action: 'edit' | 'pause' | 'resume' | 'remove'; id: string },
  options: DigestCommandOptions,
  output: Output,
): Promise<number> {
  if (what.action === 'subscribe') {
    const settings = { schedule: 'daily', ...settingsOf(options) };
    const { id } = await digests.subscribe(targetOf(options.to), settings, { userId: 'terminal' });
    output.data(id);
    return 0;
  }
  if (what.action === 'edit') await digests.edit(what.id, settingsOf(options));
  else await digests[what.action](what.id);
  output.note('Done.');
  return 0;
}

/** `digest show DATE`: what was posted on the list of a day, in one channel or in all. */
export async function show(
  digests: Digests,
  day: string,
  options: DigestCommandOptions,
  output: Output,
): Promise<number> {
  const targets = options.to ? [targetOf(options.to)] : await allTargets(digests);
  const posts = [];
  for (const target of targets) {
    for (const body of await digests.show(target, day)) posts.push({ target, body });
  }
  if (options.json) {
    output.json(posts.map(({ body }) => body));
    return 0;
  }
  for (const { target, body } of posts) {
    if (!options.to) output.data(`${placeOf(target)}:`);
    output.data(renderReply(body, output.style));
  }
  if (posts.length === 0) output.note(`Nothing was posted on ${day}.`);
  return 0;
}

/** The channels that have subscriptions, each once. */
async function allTargets(digests: Digests): Promise<Target[]> {
  const statuses = await digests.list();
  return [
    ...new Map(
      statuses.map(({ subscription: { target } }) => [placeOf(target), target] as const),
    ).values(),
  ];
}

/** A place as `--to` takes it. */
function placeOf({ adapter, workspace, channel }: Target): string {
  return [adapter, workspace, channel].filter(Boolean).join(':');
}

/** `digest run`: delivers what is due now. */
export async function run(
  digests: Digests,
  options: { json?: boolean },
  output: Output,
): Promise<number> {
  const report = await digests.run();
  if (options.json) {
    output.json(report);
  } else {
    const parts = Object.entries(report).map(([state, count]) => `${count} ${state}`);
    output.data(parts.join(', '));
  }
  return report.failed > 0 ? 1 : 0;
}
