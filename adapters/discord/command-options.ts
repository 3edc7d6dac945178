import type { Command, DigestSettings } from '../../src/index.ts';
import { OptionType, type RawOption } from './platform.ts';

/** The values of a command's options by name, and its subcommand. */
export interface Options {
  subcommand?: string;
  text(name: string): string | undefined;
  list(name: string): string[] | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
}

/** Reads options, those of a subcommand where there is one. */
export function readOptions(options: RawOption[] | undefined): Options {
  const nested = options?.find(({ type, options }) => type === OptionType.subcommand || options);
  const values = new Map(
    (nested ? (nested.options ?? []) : (options ?? [])).map(({ name, value }) => [name, value]),
  );
  const text = (name: string) => {
    const value = values.get(name);
    return value === undefined ? undefined : String(value).trim() || undefined;
  };
  return {
    ...(nested ? { subcommand: nested.name } : {}),
    text,
    list: (name) => (values.has(name) ? splitList(text(name) ?? '') : undefined),
    number: (name) => (values.has(name) ? Number(values.get(name)) : undefined),
    flag: (name) => (values.has(name) ? values.get(name) === true : undefined),
  };
}

/** Items between commas or semicolons. */
export function splitList(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((item) => item.trim())
    .filter(Boolean);
}

/**
 * The command that a slash command's name and options say, or undefined for one this version does
 * not know (Discord keeps old ones for a while).
 * @param idOf turns what a person typed for a paper into its id, where one is meant.
 */
export function toCommand(
  name: string,
  options: Options,
  idOf: (typed: string) => string,
): Command | undefined {
  switch (name) {
    case 'ask': {
      const paperIds = options.list('papers')?.map(idOf);
      return { name, question: options.text('question') ?? '', ...(paperIds ? { paperIds } : {}) };
    }
    case 'search':
      return { name, query: options.text('query') ?? '' };
    case 'paper':
    case 'similar':
      return { name, query: options.text('name') ?? '' };
    case 'trending':
      return defined<Command>({
        name,
        window: options.text('window'),
        topic: options.text('topic'),
      });
    case 'bibtex':
      return { name, ids: (options.list('papers') ?? []).map(idOf) };
    case 'forget':
    case 'help':
      return { name };
    case 'watch':
      return toWatch(options);
    case 'follow':
      return toFollow(options);
    case 'digest':
      return toDigest(options);
    default:
      return undefined;
  }
}

function toWatch(options: Options): Command | undefined {
  const name = 'watch';
  switch (options.subcommand) {
    case 'add':
      return { name, action: 'add', query: options.text('query') ?? '' };
    case 'list':
      return { name, action: 'list' };
    case 'remove':
      return { name, action: 'remove', id: options.text('id') ?? '' };
    default:
      return undefined;
  }
}

function toFollow(options: Options): Command | undefined {
  const name = 'follow';
  switch (options.subcommand) {
    case 'add':
    case 'remove':
      return { name, action: options.subcommand, author: options.text('author') ?? '' };
    case 'list':
      return { name, action: 'list' };
    default:
      return undefined;
  }
}

function toDigest(options: Options): Command | undefined {
  const name = 'digest';
  const id = options.text('id') ?? '';
  switch (options.subcommand) {
    case 'subscribe': {
      const settings = toSettings(options);
      return { name, action: 'subscribe', settings: { schedule: 'daily', ...settings } };
    }
    case 'edit':
      return { name, action: 'edit', id, settings: toSettings(options) };
    case 'pause':
    case 'resume':
    case 'remove':
      return { name, action: options.subcommand, id };
    case 'list':
      return { name, action: 'list' };
    case 'preview':
      return { name, action: 'preview', ...(id ? { id } : {}) };
    case 'show':
      return defined<Command>({ name, action: 'show', day: options.text('day') });
    default:
      return undefined;
  }
}

function toSettings(options: Options): Partial<DigestSettings> {
  return defined({
    schedule: options.text('schedule'),
    time: options.text('time'),
    timeZone: options.text('timezone'),
    include: options.list('topics'),
    exclude: options.list('exclude'),
    authors: options.list('authors'),
    categories: options.list('categories'),
    minScore: options.number('minscore'),
    limit: options.number('limit'),
    window: options.text('window'),
    silentWhenEmpty: options.flag('silent_when_empty'),
    silentOnFailure: options.flag('silent_on_failure'),
  });
}

/** Without what was not given, so that an edit leaves it as it is. */
function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
