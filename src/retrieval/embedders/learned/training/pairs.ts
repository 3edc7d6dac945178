import type { Random } from '../../../../random.ts';
import { type Acronym, findAcronyms } from './acronyms.ts';
import type { TokenisedPapers } from './dataset.ts';
import type { Recipe } from './recipe.ts';
import type { TrainingVocabulary } from './vocabulary-builder.ts';

/** Fewest words of a query and of a document; shorter ones say too little. */
const LEAST_QUERY = 2;
const LEAST_DOCUMENT = 5;
/** Sentences that an abstract must have for one of them to ask for the others. */
const LEAST_SENTENCES = 2;

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

/**
 * Draws training pairs from papers, both sides as table rows with repetitions. Half of the time the
 * title asks for the abstract, half of the time a sentence asks for the title and all other sentences;
 * now and then an acronym asks for its long form.
 */
export class PairSampler {
  private readonly papers: TokenisedPapers;
  private readonly vocabulary: TrainingVocabulary;
  private readonly acronyms: readonly Acronym[];
  private readonly acronymShare: number;
  /** A word is spelled when its number mixed with the pair's falls below this. */
  private readonly spelledBelow: number;
  private mix = 0;

  constructor(
    papers: TokenisedPapers,
    vocabulary: TrainingVocabulary,
    { spelled, acronyms }: Pick<Recipe, 'spelled' | 'acronyms'>,
  ) {
    this.papers = papers;
    this.vocabulary = vocabulary;
    this.spelledBelow = spelled * 2 ** 32;
    this.acronyms = findAcronyms(papers, vocabulary);
    this.acronymShare = this.acronyms.length > 0 ? acronyms : 0;
  }

  /** Fills both sides from one paper, or from an acronym. False when the paper is too short for the kind that was drawn. */
  draw(paper: number, random: Random, query: RowList, document: RowList): boolean {
    query.clear();
    document.clear();
    if (random.next() < this.acronymShare) {
      this.drawAcronym(random, query, document);
      return true;
    }
    this.mix = random.below(2 ** 31);
    const title = this.papers.firstSegment[paper]!;
    const end = this.papers.firstSegment[paper + 1]!;
    const sentences = end - title - 1;
    let asking = title;
    if (random.next() < 0.5) {
      if (sentences < LEAST_SENTENCES) return false;
      asking = title + 1 + random.below(sentences);
    }
    this.add(asking, query);
    for (let segment = title; segment < end; segment++) {
      if (segment !== asking) this.add(segment, document);
    }
    return query.length >= LEAST_QUERY && document.length >= LEAST_DOCUMENT;
  }

  private drawAcronym(random: Random, query: RowList, document: RowList): void {
    const { row, longForm } = this.acronyms[random.below(this.acronyms.length)]!;
    query.push(row);
    for (const each of longForm) document.push(each);
  }

  private add(segment: number, list: RowList): void {
    const { rowOfSurface, ngramsOfStem } = this.vocabulary;
    const end = this.papers.segmentStart[segment + 1]!;
    for (let at = this.papers.segmentStart[segment]!; at < end; at++) {
      const row = rowOfSurface[this.papers.words[at]!]!;
      if (row < 0) continue;
      if (this.isSpelled(row)) for (const ngram of ngramsOfStem[row]!) list.push(ngram);
      else list.push(row);
    }
  }

  private isSpelled(row: number): boolean {
    let hash = Math.imul(row ^ this.mix, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0 < this.spelledBelow;
  }
}
