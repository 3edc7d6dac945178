import { afterEach, describe, expect, it } from 'vitest';
import { EmailAdapter } from '../../../adapters/email/adapter.ts';
import { ConfigurationError } from '../../../src/errors.ts';
import { silentLogger } from '../../../src/log.ts';
import { parseMail, textOf } from '../../helpers/mail.ts';
import { type SmtpFault, TestSmtpServer } from '../../servers/smtp/server.ts';
import { MailWorld } from './world.ts';

let world: MailWorld;
afterEach(() => world?.close());

const ada = { adapter: 'email', workspace: '', channel: 'ada@example.com' };
const DAILY = { schedule: 'daily', time: '09:00', timeZone: 'UTC' };

/** Looks every two minutes for an hour from nine on. */
async function anHour(): Promise<void> {
  for (let minute = 0; minute < 60; minute += 2) {
    await world.at(`2026-11-23T09:${String(minute).padStart(2, '0')}:00Z`);
  }
}

async function states(): Promise<string[]> {
  const rows = await world.db.selectFrom('deliveries').select('state').orderBy('slot').execute();
  return rows.map(({ state }) => state);
}

describe('a digest by mail', () => {
  const recovered: [string, SmtpFault[]][] = [
    ['a late answer', [{ kind: 'late', ms: 300 }]],
    ['a mailbox that is greylisted (451)', [{ kind: 'recipient', code: 451 }]],
    ['a refusal for now of the whole message (452)', [{ kind: 'message', code: 452 }]],
    ['a connection cut before the message', [{ kind: 'cut-before' }]],
    [
      'all of it in a row',
      [{ kind: 'cut-before' }, { kind: 'recipient', code: 450 }, { kind: 'message', code: 421 }],
    ],
  ];

  it.each(recovered)('arrives exactly once after %s', async (_name, faults) => {
    world = await MailWorld.open();
    await world.digests.subscribe(ada, DAILY, { userId: 'ada' });
    world.smtp.fail(...faults);
    await anHour();
    expect(world.smtp.mails).toHaveLength(1);
    expect(world.smtp.mails[0]).toMatchObject({ from: 'digest@example.org', to: [ada.channel] });
    expect(await states()).toEqual(['sent']);
  });

  it('arrives once where the connection is cut after the server took it; nobody can tell, so it stays at that', async () => {
    world = await MailWorld.open();
    await world.digests.subscribe(ada, DAILY, { userId: 'ada' });
    world.smtp.fail({ kind: 'cut-after' });
    await anHour();
    expect(world.smtp.mails).toHaveLength(1);
    expect(await states()).toEqual(['unconfirmed']);
    await world.at('2026-11-24T09:00:00Z');
    expect(world.smtp.mails).toHaveLength(2);
    expect(await states()).toEqual(['unconfirmed', 'sent']);
  });

  it('is not sent again where the connection is cut inside the message, and the next one says so', async () => {
    world = await MailWorld.open();
    await world.digests.subscribe(ada, DAILY, { userId: 'ada' });
    world.smtp.fail({ kind: 'cut-inside' });
    await anHour();
    expect(world.smtp.mails).toHaveLength(0);
    expect(await states()).toEqual(['unconfirmed']);
    await world.at('2026-11-24T09:00:00Z');
    const mail = parseMail(world.smtp.mails[0]!.raw);
    expect(textOf(mail, 'text/plain')).toContain(
      'Whether the digest of 23 Nov 2026 arrived is not known',
    );
  });

  it('goes to the others while one address is refused, which is paused in the end', async () => {
    world = await MailWorld.open();
    await world.digests.subscribe(ada, DAILY, { userId: 'ada' });
    world.smtp.fail(...Array<SmtpFault>(3).fill({ kind: 'recipient', code: 550 }));
    await anHour();
    expect(world.smtp.mails).toHaveLength(0);
    const [paused] = await world.digests.list(ada);
    expect(paused?.subscription).toMatchObject({ paused: true });
    expect(paused?.subscription.pauseReason).toContain('550');
    const bob = { ...ada, channel: 'bob@example.com' };
    await world.digests.subscribe(bob, DAILY, { userId: 'bob' });
    await world.at('2026-11-24T09:00:00Z');
    expect(world.smtp.mails.map(({ to }) => to)).toEqual([[bob.channel]]);
  });

  it('waits for a server that is down', async () => {
    world = await MailWorld.open();
    await world.digests.subscribe(ada, DAILY, { userId: 'ada' });
    await world.smtp.close();
    await world.at('2026-11-23T09:00:00Z');
    expect(await states()).toEqual(['retry']);
    world = Object.assign(world, { close: async () => world.db.destroy() });
  });
});

describe('signing in', () => {
  it('is refused at the start with what to do, and not because a server is down', async () => {
    world = await MailWorld.open();
    const smtp = await TestSmtpServer.start({ user: 'u', password: 'right' });
    const adapter = (url: string) =>
      new EmailAdapter(
        { smtpUrl: url, from: 'a@b.org', secret: 's'.repeat(16), publicUrl: 'https://b.org' },
        { digests: world.digests, clock: world.clock, log: silentLogger },
      );
    await adapter(`smtp://u:right@127.0.0.1:${smtp.port}`).start();
    const wrong = adapter(`smtp://u:wrong@127.0.0.1:${smtp.port}`).start();
    await expect(wrong).rejects.toThrow(ConfigurationError);
    const { port } = smtp;
    await smtp.close();
    await adapter(`smtp://u:right@127.0.0.1:${port}`).start();
  });
});
