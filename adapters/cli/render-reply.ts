import { displayText, paperUrl, type ReplyBody } from '../../src/index.ts';
import { renderAnswer, renderEvidence, renderPaper } from './render.ts';
import { printable, type Style, wrap } from './terminal.ts';

/** A neutral reply on a terminal. */
export function renderReply(body: ReplyBody, style: Style): string {
  switch (body.kind) {
    case 'answer':
      return renderAnswer(body.answer, style);
    case 'progress':
      return printable(body.text || body.status);
    case 'paper':
      return renderPaper(body.paper, style);
    case 'papers':
    case 'digest':
      return renderLines(body, style);
    case 'evidence':
      return renderEvidence(body.answer.citations, style);
    case 'bibtex':
      return printable(body.text);
    case 'list':
      if (body.items.length === 0) return printable(body.empty);
      return body.items.map(({ id, text }) => printable(`${id}  ${text}`)).join('\n');
    case 'help':
      return body.entries.map(({ usage, does }) => `  ${usage.padEnd(34)} ${does}`).join('\n');
    case 'notice':
      return printable(body.text);
  }
}

function renderLines(
  { title, lines, note }: Extract<ReplyBody, { kind: 'papers' | 'digest' }>,
  style: Style,
): string {
  const papers = lines.map(({ paper, summary, why, mark }, index) => {
    const url = paperUrl(paper);
    return [
      `${String(index + 1).padStart(2)}. ${style.bold(printable(displayText(paper.title)))}`,
      ...(mark ? [`    ★ ${printable(mark)}`] : []),
      ...(summary ? [wrap(printable(summary), style.width, '    ')] : []),
      ...(why.length > 0 ? [`    ${style.dim(printable(why.join(' · ')))}`] : []),
      ...(url ? [`    ${printable(url)}`] : []),
    ].join('\n');
  });
  return [style.bold(printable(title)), ...(note ? [printable(note)] : []), ...papers].join('\n\n');
}
