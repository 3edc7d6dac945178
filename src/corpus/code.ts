import type { Paper } from './paper.ts';

/** Where code lies, and how abstracts say that theirs can be had. */
const HOST =
  /\b(?:github\.com|gitlab\.(?:com|io)|github\.io|bitbucket\.org|codeberg\.org|huggingface\.co|sourceforge\.net)\b/i;
const RELEASED =
  /\b(?:code|codebase|implementation|software|library|toolkit)\b[^.]{0,60}\b(?:available|released?|publicly|open[- ]?sourced?)\b|\b(?:releas|publish|shar|open[- ]?sourc)\w*\b[^.]{0,120}\bcode\b/i;

/** Whether a text says where code can be had, or that it can. */
export function tellsOfCode(text: string): boolean {
  return HOST.test(text) || RELEASED.test(text);
}

/** Whether a paper comes with code, as far as its record and abstract say. */
export function hasCode({ githubRepo, abstract }: Pick<Paper, 'githubRepo' | 'abstract'>): boolean {
  return githubRepo !== undefined || tellsOfCode(abstract);
}
