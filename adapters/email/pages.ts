import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import {
  checkSettings,
  type DigestSettings,
  describeSettings,
  describeSubscription,
  InputError,
  PaperboyError,
  RateLimitError,
} from '../../src/index.ts';
import { checkAddress, senderOf } from './address.ts';
import { limits } from './capabilities.ts';
import { htmlPage, paragraphs, STYLE_SHEET, subscribeForm, tokenForm } from './html.ts';
import type { SignedLinks } from './links.ts';
import { buildMessage } from './message.ts';
import { renderConfirmation } from './render.ts';
import type { EmailParts, EmailSettings } from './settings.ts';
import type { SmtpClient } from './smtp.ts';

/** What the pages are made of. */
export interface PageParts extends EmailParts {
  links: SignedLinks;
  smtp: SmtpClient;
  settings: EmailSettings;
}

type Page = (request: { token: string; form: URLSearchParams }) => Promise<string>;

const HOUR_SECONDS = 60 * 60;

/** The pages below `/email`. Links in mails only show a button: what opens mail for people must not
 * confirm or end anything by looking. */
export function createPages(parts: PageParts): (request: Request) => Promise<Response> {
  const limit = confirmationLimit();
  const pages: Record<string, Page> = {
    'GET subscribe': async () => htmlPage('Trending papers by mail', subscribeForm()),
    'POST subscribe': ({ form }) => subscribe(form, parts, limit),
    'GET confirm': async ({ token }) => askConfirm(token, parts),
    'POST confirm': ({ token }) => confirm(token, parts),
    'GET unsubscribe': async ({ token }) => askUnsubscribe(token, parts),
    'POST unsubscribe': ({ token }) => unsubscribe(token, parts),
  };
  return async (request) => {
    const url = new URL(request.url);
    const name = url.pathname.split('/').at(-1)!;
    if (request.method === 'GET' && name === 'style.css') {
      return new Response(STYLE_SHEET, { headers: { 'content-type': 'text/css' } });
    }
    const page = pages[`${request.method} ${name}`];
    if (!page) return html(htmlPage('Not found', paragraphs('There is nothing here.')), 404);
    try {
      const form = new URLSearchParams(request.method === 'POST' ? await request.text() : '');
      const token = url.searchParams.get('token') ?? form.get('token') ?? '';
      return html(await page({ token, form }), 200);
    } catch (error) {
      return failure(error, parts);
    }
  };
}

async function subscribe(
  form: URLSearchParams,
  { links, smtp, settings, clock }: PageParts,
  limit: (address: string) => Promise<void>,
): Promise<string> {
  const address = checkAddress(form.get('address') ?? '');
  const wish = settingsOf(form);
  const checked = checkSettings(wish);
  await limit(address);
  // Topics are a stranger's words: they reach the address only after it said yes.
  const described = describeSettings({ ...checked, include: [], exclude: [], authors: [] });
  const mail = renderConfirmation(described, links.confirm(address, wish));
  const now = clock.now();
  const id = createHash('sha256').update(`confirm ${address} ${now.getTime()}`).digest('base64url');
  const head = { from: settings.from, to: address, id: id.slice(0, 22), date: now };
  const message = await buildMessage(mail, head);
  await smtp.send({ from: senderOf(settings.from), to: address, message });
  // The same words whether or not the address is subscribed: nobody learns who is.
  return htmlPage(
    'Look into your mailbox',
    paragraphs(
      `If ${address} takes mail, a message is on its way there.\nOpen the link in it to confirm; it holds for ${limits.confirmationDays} days.`,
    ),
  );
}

function askConfirm(token: string, { links }: PageParts): string {
  const { address, settings } = links.read(token, 'confirm');
  const described = describeSettings(checkSettings(settings));
  return htmlPage(
    'Confirm your digest',
    paragraphs(`For ${address}: ${described}.`) + tokenForm(token, 'Confirm the subscription'),
  );
}

async function confirm(token: string, { links, digests, log }: PageParts): Promise<string> {
  const { address, settings } = links.read(token, 'confirm');
  // The same link always makes the same subscription, however often it is pressed.
  const id = createHash('sha256').update(token).digest('hex').slice(0, 12);
  const target = targetOf(address);
  const subscription = await digests.subscribe(target, settings, { userId: address }, id);
  log.info({ id }, 'a mail address confirmed a digest');
  return htmlPage(
    'You are subscribed',
    paragraphs(`${address} gets the digest: ${describeSubscription(subscription)}.`),
  );
}

function askUnsubscribe(token: string, { links }: PageParts): string {
  const { address } = links.read(token, 'unsubscribe');
  return htmlPage(
    'End the digest',
    paragraphs(`All digests to ${address} will end.`) + tokenForm(token, 'End it'),
  );
}

async function unsubscribe(token: string, { links, digests, log }: PageParts): Promise<string> {
  const { address } = links.read(token, 'unsubscribe');
  const target = targetOf(address);
  for (const { subscription } of await digests.list(target)) {
    await digests.remove(subscription.id, target);
    log.info({ id: subscription.id }, 'a mail address ended a digest');
  }
  return htmlPage('Done', paragraphs(`${address} gets no more digests.`));
}

function targetOf(address: string) {
  return { adapter: 'email', workspace: '', channel: address };
}

/** The settings that the form asks for; what they mean is checked by the core. */
function settingsOf(form: URLSearchParams): DigestSettings {
  const text = (name: string) => form.get(name)?.trim() || undefined;
  const list = (name: string) => text(name)?.split(',');
  const limit = text('limit');
  return {
    schedule: text('schedule') ?? 'daily',
    time: text('time'),
    timeZone: text('timeZone'),
    include: list('include'),
    exclude: list('exclude'),
    ...(limit ? { limit: Number(limit) } : {}),
  };
}

/** Nobody's mailbox is filled from here, nor is our name as a sender spent. */
function confirmationLimit(): (address: string) => Promise<void> {
  const perAddress = new RateLimiterMemory({
    points: limits.confirmationsPerAddress,
    duration: HOUR_SECONDS,
  });
  const overall = new RateLimiterMemory({
    points: limits.confirmationsPerHour,
    duration: HOUR_SECONDS,
  });
  return async (address) => {
    try {
      await perAddress.consume(address.toLowerCase());
      await overall.consume('all');
    } catch (refused) {
      const seconds = Math.ceil((refused as { msBeforeNext: number }).msBeforeNext / 1000);
      throw new RateLimitError('Too many confirmations were asked for.', seconds);
    }
  };
}

function failure(error: unknown, { log }: PageParts): Response {
  if (error instanceof InputError || error instanceof RateLimitError) {
    const status = error instanceof RateLimitError ? 429 : 400;
    const text = [error.message, error.hint].filter(Boolean).join('\n');
    return html(htmlPage('That did not work', paragraphs(text)), status);
  }
  log.error({ err: error }, 'a page of the mail digest failed');
  const text =
    error instanceof PaperboyError
      ? 'The mail could not be sent now. Try again later.'
      : 'Something went wrong here. Try again later.';
  return html(htmlPage('That did not work', paragraphs(text)), 503);
}

function html(page: string, status: number): Response {
  return new Response(page, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  });
}
