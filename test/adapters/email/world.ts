import { EmailAdapter } from '../../../adapters/email/adapter.ts';
import type { EmailSettings } from '../../../adapters/email/settings.ts';
import { FixedClock } from '../../../src/clock.ts';
import { createDigests, type Digests } from '../../../src/digest/digests.ts';
import { silentLogger } from '../../../src/log.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { DailyPapers } from '../../helpers/daily-papers.ts';
import { databaseKinds, type TestLocation } from '../../helpers/databases.ts';
import { TestSmtpServer } from '../../servers/smtp/server.ts';

/** A store, a mail server at the wire and the mail adapter between them. */
export class MailWorld {
  readonly clock = new FixedClock('2026-11-23T08:00:00Z');
  readonly trending = new DailyPapers();
  readonly digests: Digests;
  readonly adapter: EmailAdapter;
  readonly settings: EmailSettings;
  readonly smtp: TestSmtpServer;
  readonly db: Database;
  readonly #location: TestLocation;

  private constructor(location: TestLocation, db: Database, smtp: TestSmtpServer) {
    this.#location = location;
    this.db = db;
    this.smtp = smtp;
    const { clock } = this;
    const adapters = new Map<string, EmailAdapter>();
    this.digests = createDigests({
      db,
      trending: this.trending,
      adapters: () => adapters,
      clock,
      log: silentLogger,
      settings: { mostDenials: 3 },
    });
    this.settings = {
      smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
      from: 'Paperboy <digest@example.org>',
      secret: 'a secret of some length',
      publicUrl: 'https://papers.example.org/',
    };
    const parts = { digests: this.digests, clock, log: silentLogger };
    this.adapter = new EmailAdapter(this.settings, parts);
    adapters.set('email', this.adapter);
  }

  static async open(): Promise<MailWorld> {
    const location = await databaseKinds[0]!.locate();
    return new MailWorld(location, await openDatabase(location), await TestSmtpServer.start());
  }

  /** Sets the time and delivers what is due. */
  async at(instant: string) {
    this.clock.set(instant);
    return this.digests.run(0);
  }

  /** A request to a page, as a browser or a mail program makes it. */
  async visit(
    link: string,
    form?: Record<string, string>,
  ): Promise<{ status: number; html: string }> {
    const url = new URL(link, 'https://papers.example.org');
    const init = form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {};
    const response = await this.adapter.handler(new Request(url, init));
    return { status: response.status, html: await response.text() };
  }

  async close(): Promise<void> {
    await this.smtp.close();
    await this.db.destroy();
    await this.#location.dispose();
  }
}
