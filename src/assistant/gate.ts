import { splitSentences } from '../retrieval/sentences.ts';
import type { Citation } from './answer.ts';
import { BRACKET, Citations, readBracket } from './citations.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import { figuresHold, prove } from './proof.ts';
import { sanitize } from './sanitize.ts';

/** What passed the gate. */
export interface Passed {
  text: string;
  /** Citations that this piece of text uses for the first time. */
  citations: Citation[];
}

/** A refusal in the words that the prompt asks for. */
export interface ClaimedRefusal {
  status: 'not_in_corpus' | 'abstract_silent';
  entries: LedgerEntry[];
}

/** Longest answer in characters; what comes after is not an answer any more. */
const MOST_TEXT = 6000;
/** Support above which a sentence without a marker gets that of the paper spoken of before it. */
const CARRIED_SUPPORT = 0.6;

const REFUSAL = /^[\s*_`"]*(NOT_IN_CORPUS|ABSTRACT_SILENT)\b/;
const LEADING_MARKERS = /^(?:\s*(?:\[[^[\]\n]{1,120}\]|【[^】\n]{0,120}】)[.,;]?)+/;
const LIST_ITEM = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/;
const THOUGHT = /<think>[\s\S]*?(?:<\/think>|$)/g;

/**
 * Holds back what a model writes until it is proved, sentence by sentence. Markers must name papers
 * of the ledger and are replaced by numbers; figures must stand in what is cited; links and mentions
 * that no paper contains are removed. A sentence without proof is dropped and counted.
 */
export class Gate {
  readonly #ledger: Ledger;
  readonly #pass: (passed: Passed) => void;
  #citations = new Citations();
  #raw = '';
  /** How much of the raw text has been judged. */
  #judged = 0;
  #text = '';
  /** White space and lead-in that go before the next piece that passes. */
  #gap = '';
  #leadIn = '';
  #paragraph: LedgerEntry | undefined;
  repairs = 0;
  refusal: ClaimedRefusal | undefined;

  /** @param pass called with each piece of proved text, in order. */
  constructor(ledger: Ledger, pass: (passed: Passed) => void) {
    this.#ledger = ledger;
    this.#pass = pass;
  }

  /** The proved text so far. */
  get text(): string {
    return this.#text;
  }

  /** Citations of the proved text. */
  get citations(): Citation[] {
    return this.#citations.list();
  }

  /** Takes a piece of a model's text. */
  write(delta: string): void {
    this.#raw += delta;
    this.#judge(false);
  }

  /** Forgets what was written and not passed. False if something has passed and stands. */
  restart(): boolean {
    if (this.#text !== '') return false;
    this.#raw = '';
    this.#judged = 0;
    this.#gap = '';
    this.#leadIn = '';
    this.#paragraph = undefined;
    this.repairs = 0;
    this.refusal = undefined;
    this.#citations = new Citations();
    return true;
  }

  /** Judges what is left: the text is complete. */
  finish(): void {
    this.#judge(true);
  }

  #judge(complete: boolean): void {
    const visible = this.#raw.replace(THOUGHT, '');
    for (;;) {
      const rest = visible.slice(this.#judged);
      const newline = rest.indexOf('\n');
      const line = newline < 0 ? rest : rest.slice(0, newline);
      const lineEnds = complete || newline >= 0;
      this.#judged += this.#judgeLine(line, lineEnds);
      if (newline < 0) return;
      this.#judged++;
      this.#gap = this.#gap.replace(/[ \t]+$/, '');
      if (!this.#gap.endsWith('\n\n')) this.#gap += '\n';
      if (this.#gap.endsWith('\n\n')) this.#paragraph = undefined;
    }
  }

  /** Judges the sentences of a line that are known to be whole; returns how much was judged. */
  #judgeLine(line: string, lineEnds: boolean): number {
    const sentences = sentencesOf(line);
    const whole = lineEnds ? sentences : sentences.slice(0, wholeSentences(sentences));
    for (const sentence of whole) this.#judgeSentence(sentence);
    return lineEnds ? line.length : whole.join('').length;
  }

  #judgeSentence(written: string): void {
    if (written.trim() === '' || this.#text.length > MOST_TEXT) return;
    if (this.#isRefusal(written) || this.#isLeadIn(written)) return;
    const clean = sanitize(written, this.#ledger);
    const proved = this.#prove(clean.text);
    if (proved === undefined) {
      this.repairs++;
      return;
    }
    this.repairs += clean.removed;
    const text = `${this.#takeGap()}${proved.text}`;
    this.#text += text;
    this.#gap = ' ';
    this.#pass({ text, citations: proved.citations });
  }

  #isRefusal(written: string): boolean {
    const word = REFUSAL.exec(written)?.[1];
    if (!word) return false;
    const entries = [...written.matchAll(BRACKET)].flatMap((bracket) => {
      const markers = readBracket(bracket[0]);
      return Array.isArray(markers)
        ? markers.flatMap(({ key }) => this.#ledger.resolve(key) ?? [])
        : [];
    });
    this.refusal = {
      status: word === 'ABSTRACT_SILENT' ? 'abstract_silent' : 'not_in_corpus',
      entries,
    };
    return true;
  }

  /** A line such as "These papers do it:" claims nothing; it goes out with what follows it. */
  #isLeadIn(written: string): boolean {
    const line = written.trim();
    if (!/^[^[\]\d]{3,90}:\**$/.test(line) || /https?:|[@<]/.test(line)) return false;
    this.#leadIn = `${this.#text === '' ? '' : this.#gap}${line}`;
    this.#gap = '';
    return true;
  }

  #takeGap(): string {
    const gap = this.#text === '' ? '' : this.#gap;
    const lead = this.#leadIn && `${this.#leadIn}${this.#gap || ' '}`;
    this.#leadIn = '';
    return lead || gap;
  }

  /** The sentence with its markers resolved, or undefined if it is not proved. */
  #prove(sentence: string): { text: string; citations: Citation[] } | undefined {
    const cited: { entry: LedgerEntry; evidence: Citation['evidence']; at: number }[] = [];
    const whole = plain(sentence);
    let text = '';
    let end = 0;
    for (const bracket of sentence.matchAll(BRACKET)) {
      const markers = readBracket(bracket[0]);
      const before = sentence.slice(end, bracket.index);
      if (markers === 'text') continue;
      text += before;
      end = bracket.index + bracket[0].length;
      if (markers === 'invented' && quotes(bracket[0], cited, this.#ledger)) {
        text += bracket[0].replace('[', '\\[').replace(']', '\\]');
        continue;
      }
      if (markers === 'invented') {
        this.repairs++;
        continue;
      }
      for (const marker of markers) {
        const entry = this.#ledger.resolve(marker.key);
        const proof =
          entry &&
          (prove(plain(before) || whole, entry, marker.sentence) ??
            prove(whole, entry, marker.sentence));
        if (proof) cited.push({ entry, evidence: proof.evidence, at: text.length });
        else this.repairs++;
      }
    }
    text += sentence.slice(end);
    if (cited.length === 0) {
      const carried = this.#paragraph && prove(whole, this.#paragraph);
      if (!carried || carried.support < CARRIED_SUPPORT) return undefined;
      cited.push({ entry: this.#paragraph!, evidence: carried.evidence, at: beforeStop(text) });
    }
    if (!figuresHold(whole, cited)) return undefined;
    this.#paragraph = cited.at(-1)!.entry;
    return this.#number(text, cited);
  }

  #number(
    text: string,
    cited: readonly { entry: LedgerEntry; evidence: Citation['evidence']; at: number }[],
  ): { text: string; citations: Citation[] } {
    const fresh: Citation[] = [];
    let numbered = '';
    let end = 0;
    let last = '';
    for (const { entry, evidence, at } of cited) {
      const { citation, isNew } = this.#citations.cite(entry, evidence);
      if (isNew) fresh.push(citation);
      const between = text.slice(end, at);
      const marker = `[${citation.n}]`;
      if (between === '' && last === marker) continue;
      numbered += between;
      if (between !== '' && !/\s$/.test(numbered)) numbered += ' ';
      numbered += marker;
      last = marker;
      end = at;
    }
    return { text: tidy(numbered + text.slice(end)), citations: fresh };
  }
}

/** The sentences of a line, markers after a full stop belonging to the sentence before it. */
function sentencesOf(line: string): string[] {
  const parts: string[] = [];
  const indent = LIST_ITEM.exec(line)?.[0].length ?? 0;
  let end = 0;
  for (const sentence of splitSentences(line.slice(indent))) {
    const from = end;
    end = sentence.end + indent;
    const text = line.slice(from, end);
    // A title in bold is one piece, whatever stops it holds: "**Is It Enough? A Study**: it is [1]".
    if (isOpen(parts.at(-1))) parts[parts.length - 1] += text;
    else parts.push(text);
  }
  if (end < line.length) parts.push(line.slice(end));
  for (let i = 1; i < parts.length; i++) {
    const markers = LEADING_MARKERS.exec(parts[i]!)?.[0];
    if (!markers || !holdsMarkers(markers)) continue;
    parts[i - 1] += markers;
    parts[i] = parts[i]!.slice(markers.length);
  }
  return parts;
}

/** Whether bold text begins and does not end. */
function isOpen(text = ''): boolean {
  return text.split('**').length % 2 === 0;
}

function holdsMarkers(text: string): boolean {
  return [...text.matchAll(BRACKET)].every((bracket) => readBracket(bracket[0]) !== 'text');
}

/** How many leading sentences cannot change any more: markers may still follow the last. */
function wholeSentences(sentences: readonly string[]): number {
  const last = sentences.at(-1)?.trim() ?? '';
  const open = last.length < 2 || /^[[【]/.test(last);
  return Math.max(0, sentences.length - (open ? 2 : 1));
}

/** A sentence without markers, list signs and Markdown: what it claims. */
function plain(sentence: string): string {
  return sentence
    .replace(LIST_ITEM, '')
    .replace(BRACKET, (bracket) => (readBracket(bracket) === 'text' ? bracket : ' '))
    .replace(/[*_`#>]+/g, ' ')
    .trim();
}

/** Whether a bracket such as `[0, 1]` is quoted from an abstract and no marker. */
function quotes(
  bracket: string,
  cited: readonly { entry: LedgerEntry }[],
  ledger: Ledger,
): boolean {
  const sources = cited.length > 0 ? cited.map(({ entry }) => entry) : ledger.entries();
  return sources.some(({ paper }) => paper.abstract.includes(bracket));
}

function beforeStop(text: string): number {
  return text.length - (/[.!?\s]*$/.exec(text)?.[0].length ?? 0);
}

/** Without the spaces that removed markers left behind. */
function tidy(text: string): string {
  return text
    .replace(/\s+([.,;:!?])(?=\s|$)/g, '$1')
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/^ +/, '');
}
