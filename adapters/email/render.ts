import { escapeUTF8 as escapeHtml } from 'entities';
import { displayText, type PaperLine, paperUrl, type ReplyBody } from '../../src/index.ts';
import { limits } from './capabilities.ts';

/** The parts of a mail that a reply fills. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
  /** PNG that `html` shows as `cid:chart`. */
  chart?: Uint8Array;
}

type Digest = Extract<ReplyBody, { kind: 'digest' }>;

/** Colours that hold at least 4.5:1 on their ground, in both schemes. */
const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; background: #f4f4f2; color: #1d1d1b; }
.sheet { max-width: 640px; margin: 0 auto; padding: 24px 20px 32px; background: #ffffff; }
h1 { font-size: 21px; line-height: 1.3; margin: 0 0 6px; }
h2 { font-size: 17px; line-height: 1.35; margin: 0 0 4px; }
p { font-size: 15px; line-height: 1.5; margin: 0 0 6px; }
a { color: #0b57a4; }
.paper { padding: 18px 0 12px; border-top: 1px solid #dcdcd8; }
.why { font-size: 13px; color: #5a5a55; }
.mark { font-size: 13px; font-weight: bold; color: #7a3d00; }
.note { padding: 10px 12px; margin: 12px 0; background: #f4f1e4; }
.foot { padding-top: 18px; border-top: 1px solid #dcdcd8; font-size: 13px; color: #5a5a55; }
img { display: block; width: 100%; max-width: 600px; height: auto; margin: 14px 0; }
@media (prefers-color-scheme: dark) {
  body { background: #161614; color: #ececea; }
  .sheet { background: #20201e; }
  a { color: #8ec0f5; }
  .paper, .foot { border-color: #45453f; }
  .why, .foot { color: #b3b3ab; }
  .mark { color: #f0b072; }
  .note { background: #35321f; }
}`;

/** Renders what is sent by mail: digests and notices; undefined for what only a chat asks for. */
export function renderMail(body: ReplyBody, unsubscribeUrl: string): RenderedMail | undefined {
  if (body.kind === 'digest') return renderDigest(body, unsubscribeUrl);
  if (body.kind !== 'notice') return undefined;
  return {
    subject: subjectOf(body.text.split('\n')[0]!),
    text: `${body.text}\n\n${footerText(unsubscribeUrl)}`,
    html: page('Paperboy', [
      ...body.text.split('\n').map((line) => `<p>${escapeHtml(line)}</p>`),
      footerHtml(unsubscribeUrl),
    ]),
  };
}

/** The mail that asks whether its reader really wants digests. */
export function renderConfirmation(description: string, confirmUrl: string): RenderedMail {
  const ask = `Somebody, hopefully you, asked for a digest of research papers at this address: ${description}.`;
  const ignore = 'If it was not you, do nothing: you will hear no more.';
  return {
    subject: 'Confirm your digest of research papers',
    text: `${ask}\n\nTo confirm, open this link and press the button there:\n${confirmUrl}\n\n${ignore}\n`,
    html: page('Confirm your digest', [
      '<h1>Confirm your digest</h1>',
      `<p>${escapeHtml(ask)}</p>`,
      `<p><a href="${escapeHtml(confirmUrl)}">Confirm the subscription</a></p>`,
      `<p class="why">${escapeHtml(ignore)}</p>`,
    ]),
  };
}

function renderDigest(body: Digest, unsubscribeUrl: string): RenderedMail {
  const text = [
    body.title,
    ...(body.note ? [body.note] : []),
    ...body.lines.map((line, index) => lineText(line, index + 1)),
    footerText(unsubscribeUrl),
  ];
  const chart = body.chart
    ? ['<img src="cid:chart" alt="Votes over the last days of the papers below">']
    : [];
  return {
    subject: subjectOf(body.title),
    text: `${text.join('\n\n')}\n`,
    html: page(body.title, [
      `<h1>${escapeHtml(body.title)}</h1>`,
      ...(body.note ? [`<p class="note">${escapeHtml(body.note)}</p>`] : []),
      ...chart,
      ...body.lines.map(lineHtml),
      footerHtml(unsubscribeUrl),
    ]),
    ...(body.chart ? { chart: body.chart } : {}),
  };
}

function lineText({ paper, summary, why, mark }: PaperLine, n: number): string {
  const link = webUrl(paperUrl(paper));
  const code = webUrl(paper.githubRepo);
  return [
    `${n}. ${displayText(paper.title)}${mark ? ` [${mark}]` : ''}`,
    summary,
    why.join(' · '),
    link,
    code && `Code: ${code}`,
  ]
    .filter(Boolean)
    .map((part, index) => (index === 0 ? part : `   ${part}`))
    .join('\n');
}

function lineHtml({ paper, summary, why, mark }: PaperLine): string {
  const link = webUrl(paperUrl(paper));
  const code = webUrl(paper.githubRepo);
  const title = escapeHtml(displayText(paper.title));
  const facts = [
    ...why.map((each) => escapeHtml(each)),
    ...(code ? [`<a href="${escapeHtml(code)}">Code</a>`] : []),
  ];
  return [
    '<div class="paper">',
    mark ? `<p class="mark">${escapeHtml(mark)}</p>` : '',
    `<h2>${link ? `<a href="${escapeHtml(link)}">${title}</a>` : title}</h2>`,
    summary ? `<p>${escapeHtml(summary)}</p>` : '',
    facts.length > 0 ? `<p class="why">${facts.join(' · ')}</p>` : '',
    '</div>',
  ].join('');
}

/** Links of papers come from feeds: only the web is linked to, never a script or a file. */
function webUrl(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

/** One line without controls, which would end a header. */
function subjectOf(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length <= limits.subject ? line : `${line.slice(0, limits.subject - 1).trimEnd()}…`;
}

function footerText(unsubscribeUrl: string): string {
  return `--\nYou get this because you confirmed it. To end it: ${unsubscribeUrl}`;
}

function footerHtml(unsubscribeUrl: string): string {
  const link = `<a href="${escapeHtml(unsubscribeUrl)}">End it with one click</a>`;
  return `<p class="foot">You get this because you confirmed it. ${link}.</p>`;
}

/** A whole document; it loads nothing from anywhere, so nobody learns that it was opened. */
function page(title: string, parts: string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>`,
    '<body style="font-family: system-ui, -apple-system, \'Segoe UI\', Roboto, sans-serif">',
    '<div class="sheet">',
    ...parts,
    '</div></body></html>',
  ].join('\n');
}
