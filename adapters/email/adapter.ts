import {
  type ChatAdapter,
  DeliveryError,
  type Posted,
  type Reply,
  type Target,
} from '../../src/index.ts';
import { senderOf } from './address.ts';
import { capabilities } from './capabilities.ts';
import { SignedLinks } from './links.ts';
import { buildMessage } from './message.ts';
import { createPages } from './pages.ts';
import { renderMail } from './render.ts';
import type { EmailParts, EmailSettings } from './settings.ts';
import { SmtpClient } from './smtp.ts';

/**
 * Sends digests by mail. Takes no messages: people subscribe and unsubscribe on the pages that
 * `handler` serves below `/email`.
 */
export class EmailAdapter implements ChatAdapter {
  readonly name = 'email';
  readonly capabilities = capabilities;
  /** Answers requests below `/email`: subscribe, confirm, unsubscribe. */
  readonly handler: (request: Request) => Promise<Response>;
  readonly #settings: EmailSettings;
  readonly #parts: EmailParts;
  readonly #links: SignedLinks;
  readonly #smtp: SmtpClient;

  constructor(settings: EmailSettings, parts: EmailParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#links = new SignedLinks(settings.publicUrl, settings.secret, parts.clock);
    this.#smtp = new SmtpClient(settings.smtpUrl);
    this.handler = createPages({ ...parts, links: this.#links, smtp: this.#smtp, settings });
  }

  async start(): Promise<void> {
    await this.#smtp.check();
  }

  /** Nothing stays open between mails. */
  async stop(): Promise<void> {}

  async post(target: Target, reply: Reply, { nonce }: { nonce: string }): Promise<Posted> {
    const unsubscribeUrl = this.#links.unsubscribe(target.channel);
    const mail = renderMail(reply.body, unsubscribeUrl);
    if (!mail) throw new DeliveryError('rejected', `A ${reply.body.kind} is not sent by mail.`);
    const { from } = this.#settings;
    const message = await buildMessage(mail, {
      from,
      to: target.channel,
      id: nonce,
      date: this.#parts.clock.now(),
      unsubscribeUrl,
    });
    await this.#smtp.send({ from: senderOf(from), to: target.channel, message });
    return { messageId: nonce };
  }

  /** SMTP cannot be asked what it accepted. */
  async findPost(): Promise<undefined> {
    return undefined;
  }
}
