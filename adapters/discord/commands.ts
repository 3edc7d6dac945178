import type { CommandData } from './api.ts';
import { CommandType, OptionType } from './platform.ts';

/** Names of the entries in a message's "Apps" menu. */
export const ASK_ABOUT = "Ask about this message's paper";
export const SIMILAR_TO = 'Similar papers';

interface OptionData {
  type: number;
  name: string;
  description: string;
  required?: boolean;
  autocomplete?: boolean;
  max_length?: number;
  min_value?: number;
  max_value?: number;
  choices?: { name: string; value: string }[];
  options?: OptionData[];
}

const text = (name: string, description: string, more: Partial<OptionData> = {}): OptionData => ({
  type: OptionType.string,
  name,
  description,
  ...more,
});
const required = { required: true };
const completed = { autocomplete: true };
const id = text('id', 'Its id, as the list shows it', { ...required, max_length: 100 });

const paperName = text('name', 'Title, name or id; typos are forgiven', {
  ...required,
  ...completed,
  max_length: 500,
});

const window = text('window', 'Over how many days', {
  choices: [
    { name: 'one day', value: '1d' },
    { name: 'three days', value: '3d' },
    { name: 'a week', value: '7d' },
    { name: 'two weeks', value: '14d' },
    { name: 'a month', value: '30d' },
  ],
});

const subcommand = (name: string, description: string, options: OptionData[] = []): OptionData => ({
  type: OptionType.subcommand,
  name,
  description,
  ...(options.length > 0 ? { options } : {}),
});

const schedule = (more: Partial<OptionData> = {}) =>
  text('schedule', 'daily, weekdays, weekly:mon or five cron fields', {
    ...completed,
    max_length: 100,
    ...more,
  });

const digestSettings: OptionData[] = [
  text('time', 'Local time such as 09:00', { max_length: 5 }),
  text('timezone', 'Zone such as Europe/Berlin', { ...completed, max_length: 64 }),
  text('topics', 'Only these topics, separated by commas', { max_length: 500 }),
  text('exclude', 'Without these topics, separated by commas', { max_length: 500 }),
  text('authors', 'Only by these authors, separated by commas', { max_length: 500 }),
  text('categories', 'Only these arXiv categories, such as cs.CL, stat', { max_length: 200 }),
  window,
  {
    type: OptionType.integer,
    name: 'limit',
    description: 'Papers at most',
    min_value: 1,
    max_value: 20,
  },
  {
    type: OptionType.number,
    name: 'minscore',
    description: 'Leave out papers below this score',
    min_value: 0,
  },
  {
    type: OptionType.boolean,
    name: 'silent_when_empty',
    description: 'Post nothing on days without new papers',
  },
  {
    type: OptionType.boolean,
    name: 'silent_on_failure',
    description: 'Post nothing when the source of papers failed',
  },
];

const chat = (name: string, description: string, options: OptionData[] = []): CommandData => ({
  type: CommandType.chatInput,
  name,
  description,
  ...(options.length > 0 ? { options } : {}),
  // Servers and direct messages with the bot.
  contexts: [0, 1],
  integration_types: [0],
});

const onMessage = (name: string): CommandData => ({
  type: CommandType.message,
  name,
  contexts: [0, 1],
  integration_types: [0],
});

/** Every command, as Discord is told about them. */
export const commands: readonly CommandData[] = [
  chat('ask', 'Answers from the papers, each claim with its source', [
    text('question', 'What you want to know', { ...required, max_length: 2000 }),
    text('papers', 'Only from these papers, separated by commas', {
      ...completed,
      max_length: 500,
    }),
    { type: OptionType.boolean, name: 'private', description: 'Show the answer to you alone' },
  ]),
  chat('search', 'Finds papers by meaning, words and name', [
    text('query', 'What to look for', { ...required, max_length: 500 }),
  ]),
  chat('paper', 'Shows one paper', [paperName]),
  chat('similar', 'Finds papers like one', [paperName]),
  chat('trending', 'Shows what is rising, and why', [
    window,
    text('topic', 'Only this topic', { max_length: 200 }),
  ]),
  chat('digest', 'Posts the trending papers here on a schedule', [
    subcommand('subscribe', 'Starts posts in this channel', [
      schedule({ required: true }),
      ...digestSettings,
    ]),
    subcommand('list', 'Lists the subscriptions of this channel'),
    subcommand('edit', 'Changes a subscription', [id, schedule(), ...digestSettings]),
    subcommand('pause', 'Pauses a subscription', [id]),
    subcommand('resume', 'Goes on with a paused subscription', [id]),
    subcommand('remove', 'Ends a subscription', [id]),
    subcommand('preview', 'Shows you the next post', [
      { ...id, required: false, description: 'A subscription; without one, what is usual' },
    ]),
    subcommand('show', 'Shows you what was posted on a day', [
      text('day', 'Day such as 2026-01-31; without one, the last post', { max_length: 10 }),
    ]),
  ]),
  chat('watch', 'Reports new papers that match a query', [
    subcommand('add', 'Starts watching', [
      text('query', 'What to look for', { ...required, max_length: 500 }),
    ]),
    subcommand('list', 'Lists what you watch'),
    subcommand('remove', 'Stops watching', [id]),
  ]),
  chat('follow', 'Reports new papers by an author', [
    subcommand('add', 'Follows an author', [
      text('author', 'Name of the author', { ...required, max_length: 200 }),
    ]),
    subcommand('list', 'Lists whom you follow'),
    subcommand('remove', 'Stops following an author', [
      text('author', 'Name of the author', { ...required, max_length: 200 }),
    ]),
  ]),
  chat('bibtex', 'Gives the BibTeX entries of papers', [
    text('papers', 'Titles, names or ids, separated by commas', {
      ...required,
      ...completed,
      max_length: 500,
    }),
  ]),
  chat('forget', 'Deletes your conversations, stored answers and feedback here'),
  chat('help', 'Shows what I can do'),
  onMessage(ASK_ABOUT),
  onMessage(SIMILAR_TO),
];
