/** A research paper as stored. Text is kept as its source gave it; it is cleaned when displayed. */
export interface Paper {
  /** The arXiv id without version where there is one, else a stable slug. */
  id: string;
  title: string;
  abstract: string;
  authors?: string[];
  /** ISO date, or its beginning where only that is known: `2024`, `2024-10`, `2024-10-15`. */
  publishedAt?: string;
  url?: string;
  pdfUrl?: string;
  /** arXiv categories such as `cs.CL`, primary first. */
  categories?: string[];
  keywords?: string[];
  githubRepo?: string;
  projectPage?: string;
  thumbnail?: string;
  /** Where the record came from: `hugging-face`, `arxiv`, `file`. */
  source?: string;
  /** Day of the daily list it first stood on, `YYYY-MM-DD`. */
  listDay?: string;
  /** ISO instant at which it was withdrawn; such a paper is never cited as if it stood. */
  withdrawnAt?: string;
}

const ARXIV_ID = /^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})$/;
const ARXIV_ID_IN_TEXT =
  /(?:arxiv[:.\s/]|arxiv\.org\/(?:abs|pdf|html)\/|huggingface\.co\/papers\/|alphaxiv\.org\/abs\/|\b)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?(?![\d.]*\d)/i;

/** Whether an id is an arXiv id (new or old form, without version). */
export function isArxivId(id: string): boolean {
  return ARXIV_ID.test(id);
}

/** The first arXiv id in a text (an id, an `arXiv:` reference or a link), without version. */
export function findArxivId(text: string): string | undefined {
  return ARXIV_ID_IN_TEXT.exec(text)?.[1];
}

/** A text without its first arXiv id, the link that it stands in and "arXiv" before it. */
export function withoutArxivId(text: string): string {
  const id = findArxivId(text);
  if (!id) return text;
  const written = new RegExp(`(?:\\barxiv:?\\s+)?\\S*${id.replace('.', '\\.')}\\S*`, 'i');
  return text.replace(written, ' ').replace(/\s+/g, ' ').trim();
}

/** The page to read a paper on: its own link, else its arXiv abstract page, else undefined. */
export function paperUrl(paper: Pick<Paper, 'id' | 'url'>): string | undefined {
  return paper.url ?? (isArxivId(paper.id) ? `https://arxiv.org/abs/${paper.id}` : undefined);
}

/** The text that embedders and indexes see: title, then abstract. */
export function paperText(paper: Pick<Paper, 'title' | 'abstract'>): string {
  return paper.abstract ? `${paper.title}\n${paper.abstract}` : paper.title;
}
