import type { Paperboy } from '../../../src/index.ts';
import type { Output } from '../output.ts';

/** `ingest SOURCE…`: adds papers; exit code 1 if a source failed or nothing could be taken. */
export async function ingest(
  paperboy: Paperboy,
  sources: string[],
  options: { json?: boolean },
  output: Output,
): Promise<number> {
  const result = await paperboy.ingest(sources);
  const { added, updated, unchanged, rejected, reasons, failures, notes } = result;
  if (options.json) {
    output.json(result);
  } else {
    for (const { source, line, reason } of reasons) {
      output.note(`rejected: ${source}, line ${line}: ${reason}`);
    }
    for (const note of notes) output.note(note);
    for (const { message, hint } of failures) {
      output.note([message, hint].filter(Boolean).join(' '));
    }
    output.data(`${added} added, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`);
  }
  const nothing = added + updated + unchanged === 0 && rejected > 0;
  return nothing || failures.length > 0 ? 1 : 0;
}

/** `index`: builds what search needs anew, or only if papers have changed. */
export async function index(
  paperboy: Paperboy,
  options: { json?: boolean; ifStale?: boolean },
  output: Output,
): Promise<number> {
  const { papers, seconds } = await paperboy.index(!options.ifStale);
  if (options.json) output.json({ papers, seconds });
  else output.data(`${papers} papers indexed in ${seconds} s`);
  return 0;
}
