import type { Paper } from '../../src/corpus/paper.ts';
import { paperNames } from '../../src/retrieval/names.ts';
import { splitSentences } from '../../src/retrieval/sentences.ts';
import { STOP_WORDS } from '../../src/retrieval/stop-words.ts';

/** A source of numbers in [0, 1). */
export type Random = () => number;

/** A small generator with a seed, so that a fit can be repeated. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Words that people use for those of abstracts. */
const SYNONYMS: Record<string, string[]> = Object.fromEntries(
  `fast:quick|quickly;faster:quicker;large:big|huge;small:little|tiny;reduce:cut|lower|shrink;
  reduces:cuts|lowers;reducing:cutting;improve:better|raise;improves:raises;improving:raising;
  efficient:cheap|economical;efficiently:cheaply;method:way|technique;approach:way|technique;
  propose:suggest;novel:new;performance:quality;accuracy:correctness;training:learning;
  inference:running|serving;images:pictures;image:picture;videos:clips|movies;video:clip;
  language:text;models:networks;model:network;users:people;user:person;data:examples;
  datasets:collections;memory:storage;errors:mistakes;error:mistake;detect:spot|find;
  detection:spotting;generate:make|produce;generation:making;generating:producing;
  classification:labelling;classify:label;robust:stable;optimal:best;problem:task;
  algorithm:procedure;algorithms:procedures;estimate:guess|gauge;predict:forecast;
  prediction:forecasting;computational:computing;cost:price|expense;communication:exchange;
  distributed:spread;semantic:meaning;retrieval:finding;search:look-up;graph:network;
  graphs:networks;human:people;speech:voice;translation:translating;privacy:secrecy;
  documents:texts;knowledge:facts;tasks:problems;learning:training;evaluate:test|measure;
  evaluation:testing;analysis:study;framework:system;multiple:several;significant:strong;
  limited:scarce;existing:present;complex:hard|complicated;structure:shape;features:traits`
    .split(';')
    .map((line) => line.trim().split(':'))
    .map(([word, others]) => [word!, others!.split('|')]),
);
/** Words of loose speech that stand in few abstracts. */
const LOOSE =
  `thing stuff way people want help need make get let good bad keep stop put turn try happen
  really actually maybe somehow without instead kind part whole place home building ordinary known seen
  pick choose look talk think before after always never`.split(/\s+/);
const STARTS = [
  'how to',
  'how can one',
  'what about',
  'why does',
  'which paper shows',
  'is there a way for',
  'ways of',
  '',
  '',
  'what helps',
  'how do they',
  'explain',
  'what is said about',
];

const LISTS = [
  'papers on',
  'which papers are about',
  'what is there on',
  'recent work on',
  'list papers about',
  '',
];

/** Makes a question to which this paper is the answer; undefined where its text is too short. */
export function questionFor(paper: Paper, random: Random): string | undefined {
  const pick = <T>(items: readonly T[]): T | undefined =>
    items[Math.floor(random() * items.length)];
  const sentences = splitSentences(paper.abstract).map(({ text }) => text);
  const name = paperNames(paper).find(
    (each) => each.strength >= 0.75 && each.strength < 1 && each.name.length > 3,
  )?.name;
  const style = random();
  if (style < 0.12 && name) {
    return pick([
      name,
      `What is ${name}?`,
      `How does ${name} work?`,
      `${name} paper`,
      `code for ${name}`,
      `Tell me about ${name}`,
    ]);
  }
  if (style < 0.2 && name) {
    const words = content(pick(sentences) ?? '').slice(0, 3);
    return `${pick(['How does', 'Why does', 'What does', 'By how much does'])} ${name} ${words.join(' ')}?`;
  }
  if (style < 0.24 && name && name.length > 6) return mistyped(name, random);
  if (style > 0.9) {
    const topics = content(paper.title).filter((word) => word.length > 4);
    const at = Math.floor(random() * topics.length);
    const words = topics.slice(at, at + 1 + Math.floor(random() * 2)).join(' ');
    return words ? `${pick(LISTS)} ${words}`.trim() : undefined;
  }
  const source = style < 0.5 ? paper.title.replace(/^[^:]{2,40}:\s*/, '') : (pick(sentences) ?? '');
  const all = content(source);
  if (all.length < 4) return undefined;
  const length = 3 + Math.floor(random() * 6);
  const from = Math.floor(random() * Math.max(1, all.length - length + 1));
  const run = all.slice(from, from + length);
  // From nearly word for word to quite other words.
  const looseness = random() * 0.6;
  let kept = 0;
  const loose = run.flatMap((word) => {
    if (random() >= looseness) {
      kept++;
      return [word];
    }
    const other = pick(SYNONYMS[word.toLowerCase()] ?? []);
    return other ? [other] : random() < 0.5 ? [pick(LOOSE)!] : [];
  });
  // With fewer of its words left nobody could tell which paper is meant.
  if (kept < 3) return undefined;
  return `${pick(STARTS)} ${loose.join(' ')}${random() < 0.5 ? '?' : ''}`.trim();
}

function content(text: string): string[] {
  return (text.match(/[\p{L}\p{N}][\p{L}\p{N}-]*/gu) ?? []).filter(
    (word) => !STOP_WORDS.has(word.toLowerCase()),
  );
}

function mistyped(name: string, random: Random): string {
  const at = 1 + Math.floor(random() * (name.length - 2));
  return random() < 0.5
    ? (name.slice(0, at) + name.slice(at + 1)).toLowerCase()
    : (name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2)).toLowerCase();
}
