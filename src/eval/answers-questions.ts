import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { FormatError } from '../errors.ts';

const KINDS = ['fact', 'paraphrase', 'multi', 'typo', 'lookup', 'none'] as const;

const question = z.object({
  question: z.string().trim().min(1),
  /** Titles of the papers that answer it; empty for `none`. */
  titles: z.array(z.string()),
  /** Regular expression that the answer or its evidence must match, case ignored. */
  fact: z.string().nullish(),
  kind: z.enum(KINDS),
});

/** A question with the papers that answer it. */
export type JudgedQuestion = z.infer<typeof question>;

/**
 * Reads questions, one JSON object a line.
 * @throws FormatError naming the first line that is none.
 */
export async function readQuestions(file: string): Promise<JudgedQuestion[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new FormatError(`Cannot read ${file}.`, { cause, hint: 'Check the path.' });
  });
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      const parsed = question.parse(JSON.parse(line));
      if (parsed.fact) new RegExp(parsed.fact);
      return [parsed];
    } catch (cause) {
      throw new FormatError(`${file}, line ${i + 1} is no question.`, {
        cause,
        hint: `Each line is {"question", "titles": [], "fact": regex or null, "kind": ${KINDS.join('|')}}.`,
      });
    }
  });
}
