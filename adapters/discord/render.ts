import {
  displayText,
  PAGE_SIZE,
  type PaperLine,
  paperUrl,
  type Reply,
  type ReplyBody,
} from '../../src/index.ts';
import { buttonRows } from './buttons.ts';
import { limits } from './capabilities.ts';
import { escapeLine, escapeText, oneLine, safeUrl, shorten } from './escape.ts';
import { codeBlock, inlineCode, noLinks, renderMarkdown } from './markdown.ts';
import { embedsOf, pack, renderPieces } from './pack.ts';
import { listLine, paperBlocks } from './paper-text.ts';
import type { Embed, OutgoingFile, OutgoingMessage } from './platform.ts';
import { renderAnswer, renderEvidence, renderProgress } from './render-answer.ts';

const BLUE = 0x3b82f6;
const TONES = { info: 0x6b7280, error: 0xdc2626 };

/** Longest BibTeX that is shown in the message; more goes into a file. */
const INLINE_BIBTEX = 1500;

/**
 * A reply as Discord messages, to be sent in order. Each keeps every limit of the platform, and
 * shows untrusted text as text. The buttons stand under the last.
 */
export function renderReply(reply: Reply): OutgoingMessage[] {
  const { embeds, files = [] } = renderBody(reply.body);
  const lines = 'lines' in reply.body ? reply.body.lines : [];
  const last = embeds.length - 1;
  return embeds.map((embed, index) => ({
    embeds: [embed],
    components: index === last ? buttonRows(reply.buttons, lines) : [],
    ...(index === last && files.length > 0 ? { files } : {}),
  }));
}

/**
 * A short notice of the adapter's own, in the dress of all others.
 * @param channels ids of channels to name behind the text.
 */
export function notice(
  text: string,
  tone: 'info' | 'error' = 'info',
  channels: string[] = [],
): OutgoingMessage {
  const names = channels.filter((id) => /^\d+$/.test(id)).map((id) => `<#${id}>`);
  const description = [escapeText(text), ...names].join(' ');
  return { embeds: embedsOf([description], { color: TONES[tone] }), components: [] };
}

function renderBody(body: ReplyBody): { embeds: Embed[]; files?: OutgoingFile[] } {
  switch (body.kind) {
    case 'answer':
      return renderAnswer(body.answer);
    case 'progress':
      return { embeds: renderProgress(body.text, body.status) };
    case 'evidence':
      return { embeds: renderEvidence(body.answer) };
    case 'paper': {
      const { paper } = body;
      const url = safeUrl(paperUrl(paper));
      const title = escapeLine(displayText(paper.title) || paper.id, limits.embedTitle);
      return { embeds: embedsOf(pack(paperBlocks(paper)), { title, url, color: BLUE }) };
    }
    case 'papers':
      return { embeds: renderList(body) };
    case 'digest':
      return renderDigest(body);
    case 'bibtex':
      return renderBibtex(body.text, body.filename);
    case 'list': {
      const items = body.items.map(
        ({ id, text }) => `${inlineCode(shorten(id, 100))} ${escapeLine(text, 600)}`,
      );
      const none = escapeLine(body.empty, 1000);
      const descriptions = pack(items.length > 0 ? items : [none], '\n');
      return { embeds: embedsOf(descriptions, { title: heading(body.title), color: BLUE }) };
    }
    case 'help': {
      const entries = body.entries.map(
        ({ usage, does }) => `${inlineCode(shorten(`/${usage}`, 200))} ${escapeLine(does, 600)}`,
      );
      const mention = '\nMention me, write to me, or reply in my threads to ask without a command.';
      const frame = { title: 'What I can do', color: BLUE };
      return { embeds: embedsOf(pack([...entries, mention], '\n'), frame) };
    }
    case 'notice': {
      const texts = renderPieces(body.text.trim() || '…', (piece) =>
        renderMarkdown(piece, noLinks),
      );
      return { embeds: embedsOf(texts.filter(Boolean), { color: TONES[body.tone] }) };
    }
  }
}

function renderList(body: Extract<ReplyBody, { kind: 'papers' }>): Embed[] {
  const { page = 0, pages = 1 } = body;
  const blocks = fitLines(body.lines, page * PAGE_SIZE);
  if (blocks.length === 0) blocks.push('Nothing found.');
  if (body.note) blocks.push(escapeLine(body.note, 1000));
  const footer = pages > 1 ? `Page ${page + 1} of ${pages}` : undefined;
  return embedsOf(pack(blocks), { title: heading(body.title), footer, color: BLUE });
}

function renderDigest(body: Extract<ReplyBody, { kind: 'digest' }>) {
  const blocks = fitLines(body.lines, 0);
  if (body.note) blocks.push(escapeLine(body.note, 1000));
  const footer = shorten(oneLine(body.day), 40);
  const embeds = embedsOf(pack(blocks), { title: heading(body.title), footer, color: BLUE });
  if (!body.chart) return { embeds };
  embeds.at(-1)!.image = { url: 'attachment://chart.png' };
  const description = shorten(oneLine(`Chart: ${body.title}`), 1000);
  const chart = { name: 'chart.png', data: body.chart, contentType: 'image/png', description };
  return { embeds, files: [chart] };
}

/** Lines with summaries as long as still fit one message together, or else without. */
function fitLines(lines: PaperLine[], offset: number): string[] {
  const render = (summaryLength: number) =>
    lines.map((line, index) => listLine(line, offset + index + 1, summaryLength));
  for (const summaryLength of [500, 300, 200, 120]) {
    const blocks = render(summaryLength);
    if (pack(blocks).length <= 1) return blocks;
  }
  return render(120);
}

function renderBibtex(text: string, filename: string) {
  const frame = { title: 'BibTeX', color: BLUE };
  if (text.length <= INLINE_BIBTEX) {
    return { embeds: embedsOf([codeBlock(text, 'bibtex').trimEnd()], frame) };
  }
  const name = filename.replace(/[^\w.-]+/g, '-').slice(-100) || 'papers.bib';
  const data = new TextEncoder().encode(text).subarray(0, limits.file);
  const file = { name, data, contentType: 'application/x-bibtex', description: 'BibTeX entries' };
  return { embeds: embedsOf(['The entries are in the file.'], frame), files: [file] };
}

function heading(text: string): string {
  return escapeLine(text, limits.embedTitle) || '…';
}
