import type { Command } from 'commander';
import type { Digests } from '../../src/index.ts';
import type { DigestCommandOptions } from './commands/digest.ts';
import { count } from './input.ts';
import type { Output } from './output.ts';
import { withPaperboy } from './session.ts';

interface Options extends DigestCommandOptions {
  dataDir?: string;
}

/** What a command does with the digests; returns the exit code. */
type Action = (
  digests: Digests,
  commands: typeof import('./commands/digest.ts'),
) => Promise<number>;

/** `digest …`: preview, list, change and deliver digests. */
export function addDigestCommands(
  program: Command,
  output: Output,
  done: (code: number) => void,
): void {
  const digest = program.command('digest').description('preview, list, change, deliver digests');

  const execute = async (options: Options, action: Action, connect = false): Promise<void> => {
    const commands = await import('./commands/digest.ts');
    const { withDigests } = await import('../digests.ts');
    done(
      await withPaperboy(options, output, (paperboy) =>
        withDigests(paperboy, connect, (digests) => action(digests, commands)),
      ),
    );
  };
  const command = (usage: string, description: string): Command =>
    digest
      .command(usage)
      .description(description)
      .option('--data-dir <dir>', 'where the store and the indexes live (default: data)')
      .option('--json', 'print JSON');
  const placed = (of: Command): Command =>
    of.option('--to <place>', 'discord:GUILD:CHANNEL, slack:TEAM:CHANNEL or email:ADDRESS');

  settings(placed(command('preview', 'show what would be posted now, without posting'))).action(
    (options: Options) => execute(options, (digests, run) => run.preview(digests, options, output)),
  );
  command('subscriptions', 'list who gets what, when').action((options: Options) =>
    execute(options, (digests, run) => run.subscriptions(digests, options, output)),
  );
  settings(placed(command('subscribe', 'subscribe a channel or an address'))).action(
    (options: Options) =>
      execute(options, (digests, run) =>
        run.change(digests, { action: 'subscribe' }, options, output),
      ),
  );
  settings(command('edit <id>', 'change a subscription; what is not given stays')).action(
    (id: string, options: Options) =>
      execute(options, (digests, run) =>
        run.change(digests, { action: 'edit', id }, options, output),
      ),
  );
  for (const action of ['pause', 'resume', 'remove'] as const) {
    command(`${action} <id>`, `${action} a subscription`).action((id: string, options: Options) =>
      execute(options, (digests, run) => run.change(digests, { action, id }, options, output)),
    );
  }
  placed(command('show <date>', 'show what was posted on the list of a day')).action(
    (day: string, options: Options) =>
      execute(options, (digests, run) => run.show(digests, day, options, output)),
  );
  command('run', 'deliver what is due now, then exit').action((options: Options) =>
    execute(options, (digests, run) => run.run(digests, options, output), true),
  );
}

/** What a subscription is made of. */
function settings(command: Command): Command {
  return command
    .option('--schedule <when>', 'daily, weekdays, weekly:mon … or five cron fields')
    .option('--time <time>', 'local time, HH:MM')
    .option('--time-zone <zone>', 'IANA zone, such as Europe/Paris')
    .option('--include <topic...>', 'only these topics, by meaning')
    .option('--exclude <topic...>', 'not these topics')
    .option('--authors <name...>', 'by any of these authors')
    .option('--categories <name...>', 'in any of these categories')
    .option('--min-score <score>', 'least score, 0 to 1', Number)
    .option('--limit <count>', 'papers at most', count)
    .option('--window <days>', 'days that are ranked, such as 7d')
    .option('--silent-when-empty', 'post nothing when there is nothing new')
    .option('--silent-on-failure', 'post nothing when the source failed');
}
