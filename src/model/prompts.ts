import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../errors.ts';
import { packagePath } from '../package-root.ts';

/** The prompts and the placeholders that each must contain, no more and no less. */
const PLACEHOLDERS = {
  answer: ['count', 'today', 'scope', 'history'],
  scope: ['papers'],
  history: ['turns'],
} as const;

export type PromptName = keyof typeof PLACEHOLDERS;
type Values<N extends PromptName> = Record<(typeof PLACEHOLDERS)[N][number], string>;

const PLACEHOLDER = /\{\{([a-z]+)\}\}/g;

/** The model's instructions, read from a folder of Markdown files. */
export class Prompts {
  readonly #texts: Record<PromptName, string>;

  private constructor(texts: Record<PromptName, string>) {
    this.#texts = texts;
  }

  /**
   * Reads all prompts and checks their placeholders.
   * @throws ConfigurationError naming every file that is missing or has a wrong placeholder.
   */
  static load(dir: string = packagePath('prompts')): Prompts {
    const problems: string[] = [];
    const texts = {} as Record<PromptName, string>;
    for (const name of Object.keys(PLACEHOLDERS) as PromptName[]) {
      const text = read(`${dir}/${name}.md`);
      problems.push(...check(name, text));
      texts[name] = text ?? '';
    }
    if (problems.length > 0) {
      throw new ConfigurationError(`The prompts cannot be used:\n${problems.join('\n')}`, {
        hint: 'Mend the files in prompts/; their placeholders are written {{name}}.',
      });
    }
    return new Prompts(texts);
  }

  /** A prompt with its placeholders filled. Values are inserted as they are, never read again. */
  fill<N extends PromptName>(name: N, values: Values<N>): string {
    return this.#texts[name]
      .replace(PLACEHOLDER, (_, key: string) => (values as Record<string, string>)[key] ?? '')
      .trim();
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function check(name: PromptName, text: string | undefined): string[] {
  if (text === undefined) return [`prompts/${name}.md is missing`];
  const wanted = new Set<string>(PLACEHOLDERS[name]);
  const found = new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1]!));
  return [
    ...[...wanted].filter((key) => !found.has(key)).map((key) => `lacks {{${key}}}`),
    ...[...found].filter((key) => !wanted.has(key)).map((key) => `has the unknown {{${key}}}`),
  ].map((problem) => `prompts/${name}.md ${problem}`);
}
