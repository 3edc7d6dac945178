import { config as loadDotenv } from 'dotenv';
import {
  openPaperboy,
  type Paperboy,
  readConfig,
  secretsIn,
  type Telemetry,
} from '../../src/index.ts';
import type { Output } from './output.ts';
import { withProgress } from './progress.ts';

/** Opens the core for one command and closes it whatever happens. */
export async function withPaperboy<T>(
  options: { dataDir?: string; serve?: boolean; telemetry?: Telemetry },
  output: Output,
  work: (paperboy: Paperboy) => Promise<T>,
): Promise<T> {
  loadDotenv({ quiet: true });
  const config = readConfig(process.env, options);
  // One-shot commands say what happens themselves; only the service keeps a log.
  const log = options.serve
    ? (await import('../log.ts')).createLogger(config.log, secretsIn(process.env))
    : undefined;
  const { telemetry } = options;
  const around = { notice: output.note, progress: withProgress, log, telemetry };
  const paperboy = await openPaperboy(config, around);
  try {
    return await work(paperboy);
  } finally {
    await paperboy.close();
  }
}
