import { displayText } from '../corpus/display.ts';
import type { Retriever } from '../retrieval/retriever.ts';

const THANKS =
  /^(?=.*\b(?:thanks?|thank you|thx|ty|cheers|bye|goodbye)\b)(?:\b(?:ok|okay|great|perfect|cool|nice|awesome|super|good|wow|yes|got it|no|that'?s (?:all|it)|(?:many )?thanks|thank you|thx|ty|cheers|bye|goodbye|a lot|so much|very much|again|for (?:the|your|all the) help|for now|bot|paperboy|all|everyone)\b[\s\p{P}\p{S}]*)+$/iu;
const SIZE =
  /^(?:so )?how (?:many (?:papers|abstracts|articles|documents)|(?:big|large) is (?:the|your) (?:corpus|collection|database|index|library))\b(?: in total)?(?:,? (?:do|have|are|did) (?:you|we|i|there|in)\b(?: (?:know|have|read|got|here|indexed|stored|now|in|the|your|total|corpus|collection|database|index|library))*)?[\s?.!]*$/i;
const COVERAGE =
  /^(?:so )?(?:(?:what|which) (?:topics?|areas?|fields?|subjects?|(?:kinds?|sorts?) of papers|papers)(?: (?:do|can|have|are) (?:you|we|i|in))(?: (?:cover|know|have|read|got|ask|about|of|here|the|your|corpus|collection|database|index|library))+|what do you know(?: about)?|what (?:can|should) i ask(?: you)?(?: about)?|what(?:'s| is) in (?:here|there|(?:the|your) (?:corpus|collection|database|index|library)))[\s?.!]*$/i;

/** The newest papers, of which one should not have been withdrawn. */
const NEWEST = 5;

/**
 * What is said to a message that asks nothing of the papers' content: thanks, or a question about the corpus itself, whose
 * answer is counted here and cites nothing; undefined for all others, which a model answers.
 */
export async function remarkOn(message: string, retriever: Retriever): Promise<string | undefined> {
  if (THANKS.test(message)) return 'You are welcome.';
  const asksSize = SIZE.test(message);
  if (!asksSize && !COVERAGE.test(message)) return undefined;
  if (retriever.size === 0) return 'I have read no papers yet.';
  const dated = await retriever.search('', { order: 'newest', k: NEWEST });
  const { title = '', publishedAt } = dated.find(({ paper }) => !paper.withdrawnAt)?.paper ?? {};
  const count = retriever.size.toLocaleString('en');
  const read = `I have read the abstracts of ${count} ${retriever.size === 1 ? 'paper' : 'papers'}`;
  const latest = publishedAt ? `; the newest is “${displayText(title)}” of ${publishedAt}` : '';
  const hint = ' Ask for the papers on a topic, or about one by its name or by what it does.';
  return `${read}${latest}.${asksSize ? '' : hint}`;
}
