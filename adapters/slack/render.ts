import type { HeaderBlock, KnownBlock } from '@slack/types';
import {
  type Answer,
  type AnswerPart,
  type Button,
  citationsIn,
  PAGE_SIZE,
  type Reply,
  splitAnswer,
} from '../../src/index.ts';
import { answerBlocks } from './answer-text.ts';
import { actionsBlock } from './buttons.ts';
import { limits } from './capabilities.ts';
import { answerFallback, fallbackText } from './fallback.ts';
import {
  evidenceBlocks,
  lineBlock,
  paperBlocks,
  sourceBlocks,
  suggestionBlocks,
} from './paper-blocks.ts';
import { blockPieces, preformatted, richText, type Sized, section, span } from './rich-text.ts';
import { literal, oneLine, shorten } from './text.ts';

/** A message as Slack takes it. */
export interface SlackMessage {
  /** What it says, for notifications; escaped mrkdwn. */
  text: string;
  blocks: KnownBlock[];
}

/** Blocks that stay in one message: a line and its buttons. */
type Group = Sized[];

/** A reply as one message or, where Slack's limits demand it, several; nothing is lost. */
export function render(reply: Reply): SlackMessage[] {
  const { body } = reply;
  if (body.kind === 'answer' && body.answer.status === 'answered') {
    return renderAnswer(body.answer, reply.buttons);
  }
  const text = fallbackText(body);
  const packed = pack([...groupsOf(reply), ...bottomRow(reply)]);
  return packed.map((blocks, index) => ({ text: index === 0 ? text : '… continued', blocks }));
}

/** Sources and buttons alone, to stand below an answer that was streamed. */
export function renderBelowStream(answer: Answer, buttons: Button[]): KnownBlock[] {
  const blocks = [...sourceBlocks(answer.citations), ...suggestionBlocks(near(answer))].slice(
    0,
    45,
  );
  return [...blocks.map(({ block }) => block), ...actionsBlock(buttons)];
}

function renderAnswer(answer: Answer, buttons: Button[]): SlackMessage[] {
  const parts = splitAnswer(answer.text, answer.citations, fits);
  return parts.map((part, index) => ({
    text: answerFallback(part.text, answer),
    blocks: [
      ...partBlocks(part).map(({ block }) => block),
      ...(index === parts.length - 1 ? actionsBlock(buttons) : []),
    ],
  }));
}

function partBlocks(part: AnswerPart): Sized[] {
  const sources = sourceBlocks(citationsIn(part.text, part.citations));
  return orEllipsis([...answerBlocks(part.text, part.citations), ...sources].filter(shows));
}

function fits(part: AnswerPart): boolean {
  const blocks = partBlocks(part);
  return blocks.length < limits.messageBlocks && total(blocks) <= limits.messageText;
}

/** Slack refuses messages without blocks, too. */
function orEllipsis(blocks: Sized[]): Sized[] {
  return blocks.length > 0 ? blocks : [richText(section(...span('…')))];
}

/** Slack refuses blocks without content. */
function shows({ block }: Sized): boolean {
  return block.type !== 'rich_text' || block.elements.length > 0;
}

function total(blocks: Sized[]): number {
  return blocks.reduce((sum, { length }) => sum + length, 0);
}

/** Fills messages greedily; a group is never parted. */
function pack(groups: Group[]): KnownBlock[][] {
  const messages: Sized[][] = [[]];
  for (const group of groups) {
    const blocks = group.filter(shows);
    const current = messages.at(-1)!;
    const next = [...current, ...blocks];
    if (
      current.length > 0 &&
      (next.length > limits.messageBlocks || total(next) > limits.messageText)
    ) {
      messages.push(blocks);
    } else {
      current.push(...blocks);
    }
  }
  return messages.map((blocks) => orEllipsis(blocks).map(({ block }) => block));
}

/** Buttons for the whole reply; a digest's stand below their lines. */
function bottomRow({ body, buttons }: Reply): Group[] {
  const row = body.kind === 'digest' ? buttons.filter((button) => !button.argument) : buttons;
  return actionsBlock(row).map((block) => [{ block, length: 0 }]);
}

function groupsOf(reply: Reply): Group[] {
  const { body } = reply;
  switch (body.kind) {
    case 'answer':
      return groupsOfRefusal(body.answer);
    case 'progress':
      return [
        ...paragraphs(body.text),
        [richText(section(...span(shorten(body.status, 500) || '…', { italic: true })))],
      ];
    case 'paper':
      return paperBlocks(body.paper).map((block) => [block]);
    case 'papers': {
      const first = (body.page ?? 0) * PAGE_SIZE + 1;
      const lines = body.lines.map((line, index) => [lineBlock(line, first + index)]);
      return [[header(body.title)], ...orNothing(lines), ...footnote(body.note)];
    }
    case 'digest': {
      const lines = body.lines.map((line, index) => [
        lineBlock(line, index + 1),
        ...lineButtons(reply.buttons, index),
      ]);
      return [[header(body.title)], ...orNothing(lines), ...footnote(body.note)];
    }
    case 'evidence':
      return body.answer.citations.flatMap((citation) =>
        evidenceBlocks(citation).map((block) => [block]),
      );
    case 'bibtex':
      return blockPieces(body.text).map((piece) => [richText(preformatted(piece))]);
    case 'list': {
      const items = body.items.map((item) => [
        richText(
          section(
            ...span(shorten(item.id, 100), { code: true }),
            ...span(`  ${shorten(oneLine(item.text), 1_500)}`),
          ),
        ),
      ]);
      return [[header(body.title)], ...(items.length > 0 ? items : paragraphs(body.empty))];
    }
    case 'help':
      return body.entries.map(({ usage, does }) => [
        richText(
          section(
            ...span(shorten(usage, 200), { code: true }),
            ...span(`  ${shorten(does, 1_000)}`),
          ),
        ),
      ]);
    case 'notice':
      return paragraphs(body.text);
  }
}

function groupsOfRefusal(answer: Answer): Group[] {
  const reason = answer.status === 'failed' && answer.reason ? paragraphs(answer.reason) : [];
  return [
    ...answerBlocks(answer.text, answer.citations).map((block) => [block]),
    ...reason,
    ...suggestionBlocks(near(answer)).map((block) => [block]),
  ];
}

function near(answer: Answer) {
  return answer.status === 'answered' ? [] : answer.suggestions;
}

function lineButtons(buttons: Button[], index: number): Sized[] {
  const own = buttons.filter((button) => button.argument === String(index));
  return actionsBlock(own).map((block) => ({ block, length: 0 }));
}

function header(title: string): Sized {
  const text = shorten(literal(oneLine(title)) || 'Papers', limits.header);
  const block: HeaderBlock = { type: 'header', text: { type: 'plain_text', text } };
  return { block, length: text.length };
}

function paragraphs(text: string): Group[] {
  return blockPieces(text.trim()).map((piece) => [richText(section(...span(piece)))]);
}

function orNothing(lines: Group[]): Group[] {
  return lines.length > 0 ? lines : paragraphs('Nothing to show.');
}

function footnote(note: string | undefined): Group[] {
  return note
    ? [[richText(section(...span(shorten(oneLine(note), 2_000), { italic: true })))]]
    : [];
}
