import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { domainOf } from './address.ts';
import type { RenderedMail } from './render.ts';

/** What heads a message. */
export interface MessageHead {
  from: string;
  to: string;
  /** Names the message; the same over tries, so that receivers can tell a second one. */
  id: string;
  date: Date;
  /** Ends the subscription, by a link and by one click (RFC 8058). */
  unsubscribeUrl?: string;
}

/** Builds the MIME message: plain text, HTML and, where there is one, the chart inside it. */
export function buildMessage(mail: RenderedMail, head: MessageHead): Promise<Buffer> {
  const domain = domainOf(head.from);
  const chart = mail.chart && {
    cid: 'chart',
    filename: 'votes.png',
    content: Buffer.from(mail.chart),
    contentType: 'image/png',
    contentDisposition: 'inline' as const,
  };
  const composer = new MailComposer({
    from: head.from,
    to: { name: '', address: head.to },
    subject: mail.subject,
    messageId: `<${head.id}@${domain}>`,
    date: head.date,
    text: mail.text,
    html: mail.html,
    ...(chart ? { attachments: [chart] } : {}),
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(head.unsubscribeUrl
        ? {
            'List-Id': `Paperboy digests <digests.${domain}>`,
            'List-Unsubscribe': `<${head.unsubscribeUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }
        : {}),
    },
    // Nothing of a reply may make the composer read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Promise((resolve, reject) => {
    composer.compile().build((error, message) => (error ? reject(error) : resolve(message)));
  });
}
