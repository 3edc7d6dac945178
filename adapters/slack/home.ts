import type { HomeView, KnownBlock } from '@slack/types';
import type { ListItem } from '../../src/index.ts';
import { limits } from './capabilities.ts';
import { lineBlock } from './paper-blocks.ts';
import { richText, type Sized, section, span } from './rich-text.ts';
import type { HomeData } from './settings.ts';
import { oneLine, shorten } from './text.ts';

const MOST_ITEMS = 15;

/** The Home tab: what the bot can do, what this person has set up, and what is trending. */
export function homeView(data: HomeData | undefined, prefix = ''): HomeView {
  const blocks = [
    header('Paperboy reads the papers'),
    ...abilities(prefix),
    ...(data ? personal(data) : []),
  ];
  return { type: 'home', blocks: blocks.slice(0, limits.viewBlocks) };
}

function abilities(prefix: string): KnownBlock[] {
  const lines: [string, string][] = [
    [
      '',
      'Mention me in a channel, write to me here, or ask in the assistant pane. Each claim comes with its source and the sentence that proves it.',
    ],
    [`/${prefix}ask`, 'an answer for you alone, with a button to share it'],
    [`/${prefix}paper`, 'one paper, by title, name or id'],
    [`/${prefix}similar`, 'papers like one'],
    [`/${prefix}trending`, 'what is rising, and why'],
    [`/${prefix}digest`, 'the trending papers in a channel, on a schedule'],
    [`/${prefix}watch`, 'new papers that match a query'],
    [`/${prefix}paperboy`, 'help, bibtex, forget'],
  ];
  const spans = lines.flatMap(([usage, does], index) => [
    ...span(index > 0 ? '\n' : ''),
    ...span(usage, { code: true }),
    ...span(usage ? `  ${does}` : does),
  ]);
  return [richText(section(...spans)).block];
}

function personal(data: HomeData): KnownBlock[] {
  const trending = data.trending.slice(0, 10).map((line, index) => lineBlock(line, index + 1));
  const questions = data.questions.map((text, index) => ({ id: String(index), text }));
  return [
    ...part('Trending now', trending, 'Nothing is known of today yet.'),
    ...part(
      'Your watches',
      items(data.watches),
      'None. Try /watch add retrieval augmented generation',
    ),
    ...part(
      'Your subscriptions',
      items(data.subscriptions),
      'None. Try /digest subscribe in a channel.',
    ),
    ...part('Your recent questions', items(questions, false), 'None yet.'),
  ];
}

function items(list: ListItem[], withId = true): Sized[] {
  return list
    .slice(0, MOST_ITEMS)
    .map(({ id, text }) =>
      richText(
        section(
          ...(withId ? [...span(shorten(id, 100), { code: true }), ...span('  ')] : []),
          ...span(shorten(oneLine(text), 500)),
        ),
      ),
    );
}

function part(title: string, blocks: Sized[], empty: string): KnownBlock[] {
  const shown = blocks.filter(({ length }) => length > 0);
  const filled = shown.length > 0 ? shown : [richText(section(...span(empty, { italic: true })))];
  return [{ type: 'divider' }, header(title), ...filled.map(({ block }) => block)];
}

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text } };
}
