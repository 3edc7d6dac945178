import { afterEach, describe, expect, it } from 'vitest';
import { parseMail, textOf } from '../../helpers/mail.ts';
import { MailWorld } from './world.ts';

let world: MailWorld;
afterEach(() => world?.close());

const ada = { adapter: 'email', workspace: '', channel: 'ada@example.com' };
const FORM = {
  address: ' ada@EXAMPLE.com ',
  schedule: 'weekdays',
  time: '08:30',
  timeZone: 'Europe/Berlin',
  include: 'agents, retrieval',
  limit: '3',
};

/** The link that a mail carries below a path. */
function linkIn(raw: string, name: string): string {
  const text = textOf(parseMail(raw), 'text/plain');
  return new RegExp(`https://papers\\.example\\.org/email/${name}\\?token=\\S+`).exec(text)![0];
}

async function confirmed(): Promise<void> {
  await world.visit('/email/subscribe', FORM);
  await world.visit(linkIn(world.smtp.mails.at(-1)!.raw, 'confirm'), {});
}

describe('subscribing by mail', () => {
  it('needs a press on the button behind the link in the mail', async () => {
    world = await MailWorld.open();
    expect((await world.visit('/email/subscribe')).html).toContain('name="address"');
    const asked = await world.visit('/email/subscribe', FORM);
    expect(asked.html).toContain('Look into your mailbox');
    expect(await world.digests.list(ada)).toEqual([]);

    const link = linkIn(world.smtp.mails[0]!.raw, 'confirm');
    const page = await world.visit(link);
    expect(page.html).toContain('Confirm the subscription');
    // A scanner that opens links has confirmed nothing.
    expect(await world.digests.list(ada)).toEqual([]);

    expect((await world.visit(link, {})).html).toContain('You are subscribed');
    await world.visit(link, {});
    const statuses = await world.digests.list(ada);
    expect(statuses).toHaveLength(1);
    expect(statuses[0]?.subscription.settings).toMatchObject({
      schedule: 'weekdays',
      timeZone: 'Europe/Berlin',
      include: ['agents', 'retrieval'],
      limit: 3,
    });
    await world.at('2026-11-24T07:30:00Z');
    expect(world.smtp.mails).toHaveLength(2);
  });

  it("does not carry a stranger's words to an address that has not said yes", async () => {
    world = await MailWorld.open();
    await world.visit('/email/subscribe', { ...FORM, include: 'buy pills at evil.example' });
    const mail = parseMail(world.smtp.mails[0]!.raw);
    expect(textOf(mail, 'text/plain')).not.toContain('pills');
    expect(textOf(mail, 'text/html')).not.toContain('pills');
  });

  it('says what is wrong with an address or a setting', async () => {
    world = await MailWorld.open();
    const addresses = [
      'nobody',
      'a@b@c',
      'Ada <ada@example.com>',
      'a b@c.org',
      'a@b.org\r\nBcc: c@d.org',
    ];
    for (const address of addresses) {
      const { status, html } = await world.visit('/email/subscribe', { ...FORM, address });
      expect(status, address).toBe(400);
      expect(html).toContain('That is no mail address.');
    }
    const { status, html } = await world.visit('/email/subscribe', { ...FORM, timeZone: 'Mars' });
    expect(status).toBe(400);
    expect(html).toContain('is no time zone');
    expect(world.smtp.mails).toHaveLength(0);
  });

  it('fills nobody’s mailbox with confirmations', async () => {
    world = await MailWorld.open();
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) {
      statuses.push((await world.visit('/email/subscribe', FORM)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(world.smtp.mails).toHaveLength(3);
  });

  it('tells that a mail could not be sent, without what only the log should know', async () => {
    world = await MailWorld.open();
    world.smtp.fail({ kind: 'recipient', code: 451 });
    const { status, html } = await world.visit('/email/subscribe', FORM);
    expect(status).toBe(503);
    expect(html).toContain('Try again later');
    expect(html).not.toContain('451');
  });
});

describe('a link', () => {
  it('that was changed, mixed up or kept too long does nothing', async () => {
    world = await MailWorld.open();
    await world.visit('/email/subscribe', FORM);
    const link = linkIn(world.smtp.mails[0]!.raw, 'confirm');
    const forged = link.replace(/token=(.)/, (_, c: string) => `token=${c === 'a' ? 'b' : 'a'}`);
    for (const bad of [
      forged,
      link.slice(0, -2),
      `${link.split('?')[0]}?token=`,
      link.replace('confirm', 'unsubscribe'),
    ]) {
      expect((await world.visit(bad, {})).status, bad).toBe(400);
    }
    world.clock.set('2026-11-27T08:00:00Z');
    expect((await world.visit(link, {})).html).toContain('too old');
    expect(await world.digests.list(ada)).toEqual([]);
  });
});

describe('ending it', () => {
  it('takes one click of a mail program, without opening a page', async () => {
    world = await MailWorld.open();
    await confirmed();
    await world.at('2026-11-24T07:30:00Z');
    const { headers } = parseMail(world.smtp.mails.at(-1)!.raw);
    expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    const link = /^<(https:\S+)>$/.exec(headers['list-unsubscribe']!)![1]!;
    expect((await world.visit(link, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
    expect(await world.digests.list(ada)).toEqual([]);
    await world.at('2026-11-25T07:30:00Z');
    expect(world.smtp.mails).toHaveLength(2);
  });

  it('takes a button where a person follows the link, and not the visit alone', async () => {
    world = await MailWorld.open();
    await confirmed();
    await world.at('2026-11-24T07:30:00Z');
    const link = linkIn(world.smtp.mails.at(-1)!.raw, 'unsubscribe');
    expect((await world.visit(link)).html).toContain('All digests to ada@example.com will end.');
    expect(await world.digests.list(ada)).toHaveLength(1);
    await world.visit(link, {});
    expect(await world.digests.list(ada)).toEqual([]);
    // Long after, and a second time, it is still no error.
    world.clock.set('2030-01-01T00:00:00Z');
    expect((await world.visit(link, {})).status).toBe(200);
  });
});
