import { config as loadDotenv } from 'dotenv';
import { openPaperboy, type Paperboy, readConfig } from '../../src/index.ts';
import type { Output } from './output.ts';
import { withProgress } from './progress.ts';

/** Opens the core for one command and closes it whatever happens. */
export async function withPaperboy<T>(
  options: { dataDir?: string; serve?: boolean },
  output: Output,
  work: (paperboy: Paperboy) => Promise<T>,
): Promise<T> {
  loadDotenv({ quiet: true });
  const config = readConfig(process.env, options);
  const paperboy = await openPaperboy(config, { notice: output.note, progress: withProgress });
  try {
    return await work(paperboy);
  } finally {
    await paperboy.close();
  }
}
