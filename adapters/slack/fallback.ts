import {
  type Answer,
  citationsIn,
  displayText,
  type Paper,
  paperUrl,
  type ReplyBody,
} from '../../src/index.ts';
import { limits } from './capabilities.ts';
import { citedPapers, markersOf, titleOf } from './paper-blocks.ts';
import { shortMrkdwn, withoutBold } from './text.ts';

/**
 * What a reply says, for notifications, screen readers and clients without blocks: escaped mrkdwn
 * within the limit of every method that takes a `text`.
 */
export function fallbackText(body: ReplyBody): string {
  return shortMrkdwn(said(body).trim(), limits.fallbackText) || '…';
}

/** The same for a part of an answer. */
export function answerFallback(text: string, answer: Answer): string {
  const lines = [withoutBold(text.trim())];
  for (const group of citedPapers(citationsIn(text, answer.citations))) {
    lines.push(`${markersOf(group)} ${named(group[0]!.paper)}`);
  }
  return shortMrkdwn(lines.join('\n'), limits.fallbackText) || '…';
}

function said(body: ReplyBody): string {
  switch (body.kind) {
    case 'answer':
      return saidAnswer(body.answer);
    case 'progress':
      return withoutBold(body.text) || body.status;
    case 'paper':
      return `${named(body.paper)}\n${displayText(body.paper.abstract)}`;
    case 'papers':
    case 'digest': {
      const lines = body.lines.map((line, i) => `${i + 1}. ${titleOf(line.paper)}`);
      return [body.title, ...lines, body.note ?? ''].join('\n');
    }
    case 'evidence':
      return body.answer.citations
        .map(({ n, paper, evidence }) => `[${n}] ${titleOf(paper)}: “${evidence.text}”`)
        .join('\n');
    case 'bibtex':
      return body.text;
    case 'list':
      return [
        body.title,
        ...(body.items.length > 0 ? body.items.map(({ text }) => text) : [body.empty]),
      ].join('\n');
    case 'help':
      return body.entries.map(({ usage, does }) => `${usage}: ${does}`).join('\n');
    case 'notice':
      return body.text;
  }
}

function saidAnswer(answer: Answer): string {
  const near = answer.suggestions.map((paper) => titleOf(paper)).join('; ');
  return [
    withoutBold(answer.text),
    answer.status === 'failed' ? (answer.reason ?? '') : '',
    near && answer.status !== 'answered' ? `Near to it: ${near}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function named(paper: Paper): string {
  const url = paperUrl(paper);
  return url ? `${titleOf(paper)} ${url}` : titleOf(paper);
}
