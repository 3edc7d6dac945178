import { expect, it } from 'vitest';
import { buildMessage } from '../../../adapters/email/message.ts';
import { renderMail } from '../../../adapters/email/render.ts';
import type { ReplyBody } from '../../../src/chat/reply.ts';
import { samplePaper } from '../../helpers/daily-papers.ts';
import { type ParsedMail, parseMail, textOf } from '../../helpers/mail.ts';

const UNSUBSCRIBE = 'https://papers.example.org/email/unsubscribe?token=abc.def';

const digest: Extract<ReplyBody, { kind: 'digest' }> = {
  kind: 'digest',
  title: 'Trending papers · 23 Nov 2026',
  day: '2026-11-23',
  note: 'This digest is late; it was planned for 22 Nov.',
  lines: [
    {
      paper: samplePaper('2310.06825', {
        title: 'Attention & Memory > Recall',
        githubRepo: 'https://github.com/a/b',
      }),
      summary: 'We propose attention that remembers <b>more</b>.',
      why: ['+38 votes since yesterday', '120 votes'],
      mark: 'watch: attention',
    },
    {
      paper: samplePaper('odd', {
        title: 'Odd',
        url: 'javascript:alert(1)',
        githubRepo: 'file:///x',
      }),
      why: [],
    },
  ],
};

async function mailOf(body: ReplyBody): Promise<{ raw: string; mail: ParsedMail }> {
  const message = await buildMessage(renderMail(body, UNSUBSCRIBE)!, {
    from: 'Paperboy <digest@example.org>',
    to: 'ada@example.com',
    id: 'nonce-1',
    date: new Date('2026-11-23T09:00:00Z'),
    unsubscribeUrl: UNSUBSCRIBE,
  });
  const raw = message.toString();
  return { raw, mail: parseMail(raw) };
}

it('carries the headers that receivers need', async () => {
  const { mail } = await mailOf(digest);
  expect(mail.headers).toMatchObject({
    from: 'Paperboy <digest@example.org>',
    to: 'ada@example.com',
    subject: 'Trending papers · 23 Nov 2026',
    // The same for each try of a slot.
    'message-id': '<nonce-1@example.org>',
    date: 'Mon, 23 Nov 2026 09:00:00 +0000',
    'list-unsubscribe': `<${UNSUBSCRIBE}>`,
    'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    'list-id': 'Paperboy digests <digests.example.org>',
    'auto-submitted': 'auto-generated',
    'mime-version': '1.0',
  });
});

it('says the same in plain text and in HTML', async () => {
  const { mail } = await mailOf(digest);
  expect(textOf(mail, 'text/plain').replace(/\r\n/g, '\n')).toBe(
    [
      'Trending papers · 23 Nov 2026',
      '',
      'This digest is late; it was planned for 22 Nov.',
      '',
      '1. Attention & Memory > Recall [watch: attention]',
      '   We propose attention that remembers <b>more</b>.',
      '   +38 votes since yesterday · 120 votes',
      '   https://arxiv.org/abs/2310.06825',
      '   Code: https://github.com/a/b',
      '',
      '2. Odd',
      '',
      '--',
      `You get this because you confirmed it. To end it: ${UNSUBSCRIBE}`,
      '',
    ].join('\n'),
  );
  const html = textOf(mail, 'text/html');
  expect(html).toContain(
    '<a href="https://arxiv.org/abs/2310.06825">Attention &amp; Memory &gt; Recall</a>',
  );
  expect(html).toContain('remembers &lt;b&gt;more&lt;/b&gt;');
  expect(html).toContain('<a href="https://github.com/a/b">Code</a>');
});

it('links to nothing but the web', async () => {
  const { mail } = await mailOf(digest);
  const links = [...textOf(mail, 'text/html').matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(links.every((href) => href?.startsWith('https://'))).toBe(true);
});

it('loads nothing when it is opened, so that nobody learns of it', async () => {
  const { mail } = await mailOf({ ...digest, chart: new Uint8Array([137, 80, 78, 71]) });
  const html = textOf(mail, 'text/html');
  expect([...html.matchAll(/src="([^"]*)"/g)].map(([, src]) => src)).toEqual(['cid:chart']);
  expect(html).not.toMatch(/url\(|@import|<script|<link|<iframe/);
  const chart = mail.parts.find(({ type }) => type === 'image/png')!;
  expect(chart.headers['content-id']).toBe('<chart>');
  expect(chart.content).toEqual(Buffer.from([137, 80, 78, 71]));
});

it('lets no title add a header or a second body', async () => {
  const title = 'Papers\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>';
  const { raw, mail } = await mailOf({ ...digest, title });
  expect(mail.headers.bcc).toBeUndefined();
  expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^bcc:/im);
  expect(mail.headers.subject).toBe('Papers Bcc: victim@example.org <script>alert(1)</script>');
  expect(textOf(mail, 'text/html')).not.toContain('<script>');
});

it('keeps lines as short as SMTP wants them', async () => {
  const { raw } = await mailOf({ ...digest, note: 'word '.repeat(2000) });
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
});

it('sends notices too, and nothing that only a chat asks for', () => {
  expect(
    renderMail({ kind: 'notice', tone: 'info', text: 'Hello\nthere' }, UNSUBSCRIBE),
  ).toMatchObject({
    subject: 'Hello',
  });
  expect(renderMail({ kind: 'help', entries: [] }, UNSUBSCRIBE)).toBeUndefined();
});
