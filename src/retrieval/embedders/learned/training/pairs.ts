import type { Random } from '../../../../random.ts';
import { type Acronym, findAcronyms } from './acronyms.ts';
import type { TokenisedPapers } from './dataset.ts';
import { phraseKey } from './phrases.ts';
import type { PairShares, Recipe } from './recipe.ts';
import type { TrainingVocabulary } from './vocabulary-builder.ts';

/** Fewest words of a query and of a document; shorter ones say too little. */
const LEAST_QUERY = 2;
const LEAST_DOCUMENT = 5;
/** Sentences that an abstract must have for one of them to ask for the others, or for the next. */
const LEAST_SENTENCES = 2;
/** Words of a title that stand for it. */
const LEAST_KEYWORDS = 2;
const MOST_KEYWORDS = 4;

/** A list of table rows that is reused from pair to pair. */
export class RowList {
  readonly rows = new Int32Array(4096);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  push(row: number): void {
    if (this.length < this.rows.length) this.rows[this.length++] = row;
  }
}

/** Draws training pairs from papers, both sides as table rows with repetitions; `PairShares` tells what asks for what. */
export class PairSampler {
  private readonly papers: TokenisedPapers;
  private readonly vocabulary: TrainingVocabulary;
  private readonly acronyms: readonly Acronym[];
  private readonly phrases: ReadonlyMap<number, number>;
  private readonly shares: PairShares;
  /** A word is spelled when its number mixed with the pair's falls below this. */
  private readonly spelledBelow: number;
  private mix = 0;

  constructor(
    papers: TokenisedPapers,
    vocabulary: TrainingVocabulary,
    { spelled, pairs }: Pick<Recipe, 'spelled' | 'pairs'>,
  ) {
    this.papers = papers;
    this.vocabulary = vocabulary;
    this.spelledBelow = spelled * 2 ** 32;
    this.acronyms = findAcronyms(papers, vocabulary);
    this.shares = this.acronyms.length > 0 ? pairs : { ...pairs, acronyms: 0 };
    const firstPhrase = vocabulary.stems.length + vocabulary.ngrams.length;
    this.phrases = new Map(
      vocabulary.phrases.map(([a, b], i) => [phraseKey(a, b), firstPhrase + i]),
    );
  }

  /** Fills both sides from one paper, or from an acronym. False when the paper is too short for the kind that was drawn. */
  draw(paper: number, random: Random, query: RowList, document: RowList): boolean {
    query.clear();
    document.clear();
    const { titles, keywords, neighbours, acronyms } = this.shares;
    let kind = random.next();
    if (kind < acronyms) {
      this.drawAcronym(random, query, document);
      return true;
    }
    this.mix = random.below(2 ** 31);
    const title = this.papers.firstSegment[paper]!;
    const end = this.papers.firstSegment[paper + 1]!;
    const sentences = end - title - 1;
    kind -= acronyms;
    if (kind < titles) {
      this.add(title, query);
      this.addAll(title + 1, end, document);
    } else if (kind < titles + keywords) {
      this.addKeywords(
        title,
        LEAST_KEYWORDS + random.below(MOST_KEYWORDS - LEAST_KEYWORDS + 1),
        query,
      );
      this.addAll(title + 1, end, document);
    } else if (sentences < LEAST_SENTENCES) {
      return false;
    } else if (kind < titles + keywords + neighbours) {
      const sentence = title + 1 + random.below(sentences - 1);
      this.add(sentence, query);
      this.add(sentence + 1, document);
    } else {
      const sentence = title + 1 + random.below(sentences);
      this.add(sentence, query);
      this.addAll(title, sentence, document);
      this.addAll(sentence + 1, end, document);
    }
    return query.length >= LEAST_QUERY && document.length >= LEAST_DOCUMENT;
  }

  private drawAcronym(random: Random, query: RowList, document: RowList): void {
    const { row, longForm } = this.acronyms[random.below(this.acronyms.length)]!;
    query.push(row);
    for (const each of longForm) document.push(each);
  }

  private addAll(from: number, to: number, list: RowList): void {
    for (let segment = from; segment < to; segment++) this.add(segment, list);
  }

  private add(segment: number, list: RowList): void {
    const end = this.papers.segmentStart[segment + 1]!;
    let before = -1;
    for (let at = this.papers.segmentStart[segment]!; at < end; at++) {
      const row = this.vocabulary.rowOfSurface[this.papers.words[at]!]!;
      if (row >= 0) {
        const phrase = before < 0 ? undefined : this.phrases.get(phraseKey(before, row));
        if (phrase !== undefined) list.push(phrase);
        this.addWord(row, list);
      }
      before = row;
    }
  }

  /** The rarest words of a segment. */
  private addKeywords(segment: number, count: number, list: RowList): void {
    const { segmentStart, words } = this.papers;
    const segmentWords = words.subarray(segmentStart[segment]!, segmentStart[segment + 1]!);
    const rows = new Set(segmentWords.map((word) => this.vocabulary.rowOfSurface[word]!));
    rows.delete(-1);
    for (const row of [...rows].sort((a, b) => b - a).slice(0, count)) this.addWord(row, list);
  }

  private addWord(row: number, list: RowList): void {
    if (this.isSpelled(row)) {
      for (const ngram of this.vocabulary.ngramsOfStem[row]!) list.push(ngram);
    } else list.push(row);
  }

  private isSpelled(row: number): boolean {
    let hash = Math.imul(row ^ this.mix, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0 < this.spelledBelow;
  }
}
