import { Command, CommanderError, Option } from 'commander';
import type { PaperFilter, TrendingOptions } from '../../src/index.ts';
import type { WatchCommandOptions } from './commands/watch.ts';
import { count, required } from './input.ts';
import type { Output } from './output.ts';
import { addDigestCommands } from './program-digest.ts';
import { addOperations } from './program-operations.ts';
import { withPaperboy } from './session.ts';

interface Common {
  dataDir?: string;
  json?: boolean;
}

interface Searching extends Common {
  k: number;
  batch?: boolean;
  from?: string;
  to?: string;
  author?: string[];
  category?: string[];
}

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage.
 */
export async function runProgram(args: string[], output: Output): Promise<number> {
  let code = 0;
  const done = (result: number) => {
    code = result;
  };
  const program = buildProgram(output, done);
  try {
    // `npm start` alone is what somebody types first: it shows the page.
    await program.parseAsync(args.length > 0 ? args : ['serve'], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said already what was wrong with the usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function buildProgram(output: Output, done: (code: number) => void): Command {
  const program = new Command('paperboy')
    .description('Answers questions about research papers, with proof.')
    .exitOverride()
    .configureOutput({ writeErr: (text) => output.note(text.trimEnd()) })
    .showHelpAfterError('See `paperboy help`.');
  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option('--data-dir <dir>', 'where the store and the indexes live (default: data)');
  const json = new Option('--json', 'print JSON');

  command('ask [question...]', 'answer a question; without one, chat')
    .addOption(json)
    .option('--batch', 'one question a line on standard input, one JSON object a line out')
    .action(async (words: string[], options: Common & { batch?: boolean }) => {
      const { ask, askBatch } = await import('./commands/ask.ts');
      const question = words.join(' ').trim();
      done(
        await withPaperboy(options, output, async (paperboy) => {
          if (options.batch) return askBatch(paperboy, output);
          if (words.length > 0 || !process.stdin.isTTY) {
            return ask(paperboy, question || (await pipedText()), options, output);
          }
          return (await import('./chat.ts')).chat(paperboy, output);
        }),
      );
    });

  searching(command('search [query...]', 'rank papers'))
    .addOption(json)
    .option('--batch', 'one query a line on standard input, one JSON object a line out')
    .action(async (words: string[], options: Searching) => {
      const { search, searchBatch } = await import('./commands/search.ts');
      const wanted = { json: options.json, k: options.k, filter: filterOf(options) };
      done(
        await withPaperboy(options, output, (paperboy) =>
          options.batch
            ? searchBatch(paperboy, wanted, output)
            : search(paperboy, words.join(' '), wanted, output),
        ),
      );
    });

  searching(command('similar [paper...]', 'find papers like one'))
    .addOption(json)
    .action(async (words: string[], options: Searching) => {
      const { similar } = await import('./commands/search.ts');
      const query = required(words, 'The paper');
      const wanted = { json: options.json, k: options.k, filter: filterOf(options) };
      done(
        await withPaperboy(options, output, (paperboy) => similar(paperboy, query, wanted, output)),
      );
    });

  command('paper [paper...]', 'show one paper by id, link, title or name')
    .addOption(json)
    .action(async (words: string[], options: Common) => {
      const { paper } = await import('./commands/papers.ts');
      const query = required(words, 'The paper');
      done(
        await withPaperboy(options, output, (paperboy) => paper(paperboy, query, options, output)),
      );
    });

  command('bibtex <paper...>', 'print BibTeX entries').action(
    async (queries: string[], options: Common) => {
      const { bibtex } = await import('./commands/papers.ts');
      done(await withPaperboy(options, output, (paperboy) => bibtex(paperboy, queries, output)));
    },
  );

  command('ingest <source...>', 'add papers: files, -, hf:DATE, hf:week, arxiv:QUERY')
    .addOption(json)
    .action(async (sources: string[], options: Common) => {
      const { ingest } = await import('./commands/ingest.ts');
      done(
        await withPaperboy(options, output, (paperboy) =>
          ingest(paperboy, sources, options, output),
        ),
      );
    });

  command('index', 'build what search needs anew')
    .addOption(json)
    .option('--if-stale', 'only if papers have changed')
    .action(async (options: Common & { ifStale?: boolean }) => {
      const { index } = await import('./commands/ingest.ts');
      done(await withPaperboy(options, output, (paperboy) => index(paperboy, options, output)));
    });

  ranking(command('trending', 'show what is rising, and why'))
    .addOption(json)
    .option('--chart <file>', 'draw votes over time into a PNG file')
    .action(async (options: Common & TrendingOptions & { chart?: string }) => {
      const { trending } = await import('./commands/trending.ts');
      done(await withPaperboy(options, output, (paperboy) => trending(paperboy, options, output)));
    });

  command('watch [query...]', 'report new papers on a topic; without one, list what is watched')
    .addOption(json)
    .option('--author <name>', 'follow an author')
    .option('--remove <id>', 'end a watch')
    .option('--to <place>', 'the channel whose digests tell it, such as slack:TEAM:CHANNEL')
    .action(async (words: string[], options: Common & WatchCommandOptions) => {
      const { watch } = await import('./commands/watch.ts');
      done(
        await withPaperboy(options, output, (paperboy) =>
          watch(paperboy, words.join(' ').trim(), options, output),
        ),
      );
    });

  addDigestCommands(program, output, done);
  addOperations(program, output, done);
  return program;
}

/** Options of the ranking. */
function ranking(command: Command): Command {
  return command
    .option('--day <date>', 'last day of the window, YYYY-MM-DD')
    .option('--window <days>', 'length of the window, such as 7d')
    .option('-k <count>', 'papers at most', count, 10)
    .option('--include <topic...>', 'only these topics, by meaning')
    .option('--exclude <topic...>', 'not these topics')
    .option('--keywords <word...>', 'with any of these words')
    .option('--authors <name...>', 'by any of these authors')
    .option('--categories <name...>', 'in any of these categories')
    .option('--min-votes <count>', 'with at least so many votes', Number);
}

/** Options that searches share. */
function searching(command: Command): Command {
  return command
    .option('-k <count>', 'papers at most', count, 10)
    .option('--from <date>', 'published on or after')
    .option('--to <date>', 'published on or before')
    .option('--author <name...>', 'by any of these authors')
    .option('--category <name...>', 'in any of these categories, such as cs.CL');
}

function filterOf(options: Searching): PaperFilter | undefined {
  const { from, to, author, category } = options;
  if (!from && !to && !author && !category) return undefined;
  return { from, to, authors: author, categories: category };
}

async function pipedText(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').trim();
}
