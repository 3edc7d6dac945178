import { isArxivId, type Paper, paperUrl } from './paper.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** Words that say nothing in a citation key. */
const KEY_STOP_WORDS = /^(?:an?|the|on|of|in|for|to|and|with|from|is|are|how|what|towards?)$/;
/** Names that BibTeX must not split into first and last name. */
const CORPORATE = /,|\band\b|\b(?:team|group|collaboration|consortium|labs?|inc|project)\b/i;

/**
 * BibTeX entries of papers, one after another. A paper has the same citation key each time
 * (author, year, first telling word of the title); where two would share one, the later carries its
 * id too. Mathematics and LaTeX commands that stand in a stored title are kept as LaTeX.
 */
export function toBibtex(papers: readonly Paper[]): string {
  const taken = new Set<string>();
  return papers
    .map((paper) => {
      let key = citationKey(paper);
      if (taken.has(key)) key = `${key}-${paper.id.replace(/[^A-Za-z0-9.-]+/g, '-')}`;
      taken.add(key);
      return entry(key, paper);
    })
    .join('\n');
}

/** The key under which a paper is cited: `xiao2023efficient`. */
export function citationKey(paper: Paper): string {
  const author = paper.authors?.[0];
  const lastName = author && ascii(CORPORATE.test(author) ? author : author.split(/\s+/).at(-1)!);
  const words = paper.title
    .split(/[^\p{L}\p{N}]+/u)
    .map(ascii)
    .filter(Boolean);
  const telling = words.find((word) => !KEY_STOP_WORDS.test(word)) ?? words[0];
  return `${lastName ?? ''}${yearOf(paper) ?? ''}${telling ?? ''}` || ascii(paper.id) || 'paper';
}

function entry(key: string, paper: Paper): string {
  const isArxiv = isArxivId(paper.id);
  const month = Number(paper.publishedAt?.slice(5, 7));
  const fields: [name: string, value: string | undefined][] = [
    ['title', braced(protectCase(escapeLatex(paper.title)))],
    ['author', paper.authors?.length ? braced(authorList(paper.authors)) : undefined],
    ['year', braced(yearOf(paper))],
    // A month is a macro of BibTeX and stands without braces.
    ['month', MONTHS[month - 1]],
    ['eprint', braced(isArxiv ? paper.id : undefined)],
    ['archivePrefix', braced(isArxiv ? 'arXiv' : undefined)],
    ['primaryClass', braced(isArxiv ? paper.categories?.[0] : undefined)],
    ['url', braced(paperUrl(paper)?.replace(/[{}\\\s]/g, encodeURIComponent))],
    ['note', braced(paper.withdrawnAt ? 'Withdrawn' : undefined)],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? `  ${name} = ${value},\n` : []));
  return `@misc{${key},\n${lines.join('')}}\n`;
}

/** The year of publication; the id of an arXiv paper tells it where nothing else does. */
function yearOf(paper: Paper): string | undefined {
  const known = /^\d{4}/.exec(paper.publishedAt ?? '')?.[0];
  const coded = /^(\d{2})\d{2}\.\d{4,5}$/.exec(paper.id)?.[1];
  return known ?? (coded && `20${coded}`);
}

function braced(value: string | undefined): string | undefined {
  return value && `{${value}}`;
}

function authorList(authors: readonly string[]): string {
  return authors
    .map((name) => (CORPORATE.test(name) ? `{${escapeLatex(name)}}` : escapeLatex(name)))
    .join(' and ');
}

const ESCAPES: Record<string, string> = {
  '\\': '\\textbackslash{}',
  // BibTeX counts braces even after a backslash, so a lone one needs its name.
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** Mathematics between dollars and commands, as far as what they enclose is closed. */
const LATEX =
  /\$(?:[^${}\\]|\\[A-Za-z,;!]|\{(?:[^${}\\]|\\[A-Za-z])*\})+\$|\\(?:[A-Za-z]+(?:\{[^{}$\\]*\})*|["'`^~=.][A-Za-z]|[%&#_$])/g;

/** Text for a BibTeX field: what is LaTeX already stays, every other special sign is escaped. */
function escapeLatex(text: string): string {
  let escaped = '';
  let end = 0;
  for (const match of text.matchAll(LATEX)) {
    escaped += escapePlain(text.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return (escaped + escapePlain(text.slice(end))).replace(/\s+/g, ' ').trim();
}

function escapePlain(text: string): string {
  return text.replace(/[\\{}~^%&#_$]/g, (sign) => ESCAPES[sign] ?? `\\${sign}`);
}

/** Braces around words such as `DuoAttention` or `LLMs`, which styles would put in lower case. */
function protectCase(title: string): string {
  return title.replace(
    /(?<![\p{L}\p{N}\\{$-])[\p{L}\p{N}-]*\p{Ll}?\p{Lu}[\p{L}\p{N}-]*/gu,
    (word) => (/^.+\p{Lu}/u.test(word) ? `{${word}}` : word),
  );
}

function ascii(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
}
