import type { Command } from 'commander';
import type { Output } from './output.ts';
import { withPaperboy } from './session.ts';

interface Options {
  dataDir?: string;
  json?: boolean;
  verbose?: boolean;
}

/** Commands of who keeps Paperboy running, and of who measures it. */
export function addOperations(
  program: Command,
  output: Output,
  done: (code: number) => void,
): void {
  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option('--data-dir <dir>', 'where the store and the indexes live (default: data)');

  command('serve', 'run the page, the scheduler and every platform that is configured').action(
    async (options: Options) => {
      const [{ serve }, { createMetrics }] = await Promise.all([
        import('../serve.ts'),
        import('../metrics.ts'),
      ]);
      const telemetry = createMetrics();
      done(
        await withPaperboy({ ...options, serve: true, telemetry }, output, (paperboy) =>
          serve(paperboy, telemetry, output.note),
        ),
      );
    },
  );

  command('mcp', 'speak the Model Context Protocol on standard input and output').action(
    async (options: Options) => {
      const { mcp } = await import('../mcp/stdio.ts');
      done(await withPaperboy(options, output, mcp));
    },
  );

  command('doctor', 'check configuration, store, index, platforms; say what to do')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const { doctor } = await import('./commands/doctor.ts');
      done(await doctor(options, output));
    });

  command('backup <file>', 'write a copy of the store, also while it is in use').action(
    async (file: string, options: Options) => {
      done(
        await withPaperboy(options, output, async (paperboy) => {
          await paperboy.backup(file);
          output.note(`Backup written to ${file}`);
          return 0;
        }),
      );
    },
  );

  command('restore <file>', 'put a backup in place of what is stored').action(
    async (file: string, options: Options) => {
      done(
        await withPaperboy(options, output, async (paperboy) => {
          await paperboy.restore(file);
          output.note(`Restored from ${file}`);
          return 0;
        }),
      );
    },
  );

  const evaluation = program.command('eval').description('measure retrieval and answers');
  evaluation
    .command('retrieval <dir>')
    .description('score retrieval on a BEIR folder')
    .option('--json', 'print JSON')
    .action(async (dir: string, options: Options) => {
      const { evalRetrieval } = await import('./commands/eval.ts');
      done(await evalRetrieval(dir, options, output));
    });
  evaluation
    .command('answers <file>')
    .description('score answers to a file of questions over the shipped papers')
    .option('--json', 'print JSON')
    .option('--verbose', 'show each answer on standard error')
    .action(async (file: string, options: Options) => {
      const { evalAnswers } = await import('./commands/eval.ts');
      done(await evalAnswers(file, options, output));
    });
}
