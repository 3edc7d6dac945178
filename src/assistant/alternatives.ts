/** "Which papers deal with A, B or C": what stands behind the words that ask for papers. */
const LISTED =
  /\b(?:papers|works|articles|studies|publications|preprints|research|surveys)\b.{0,30}?\b(?:about|concern(?:ing)?|for|into|of|on|us(?:e|es|ing)|with)\s+(.+?)[\s?.!]*$/i;
const SEPARATOR = /\s*,\s*(?:(?:and\/)?or\s+)?|\s+(?:and\/)?or\s+/i;
/** A single activity, and one with what it is done to: they share that. */
const ACTIVITY = /^\S+ing$/i;
const ACTIVITY_ON = /^\S+ing\s/i;
/** A single word that is no plural. */
const ADJECTIVE = /^\S*[^s\s]$/;
const MOST_TOPICS = 5;

/** The topics of which papers are wanted, where several are named: "papers on bandits or paging". */
export function listedTopics(query: string): string[] {
  const listed = LISTED.exec(query)?.[1];
  if (!listed || !/\bor\b/i.test(listed)) return [];
  const topics = listed.split(SEPARATOR).filter((topic) => /\p{L}/u.test(topic));
  if (topics.length < 2 || topics.length > MOST_TOPICS) return [];
  // "Running or training large models" is about large models alone.
  if (ACTIVITY.test(topics[0]!) && ACTIVITY_ON.test(topics.at(-1)!)) return [];
  // "Speculative or aggressive decoding" shares its noun; "bandits or paging" does not.
  const noun = /\s(\S+)$/.exec(topics.at(-1)!)?.[1];
  return topics.map((topic) => (noun && ADJECTIVE.test(topic) ? `${topic} ${noun}` : topic));
}

/** The parts of a query that asks for one thing or another: either is an answer; none where it does not. */
export function alternatives(query: string): string[] {
  const topics = listedTopics(query);
  if (topics.length > 0) return topics;
  const parts = query.split(/\s+or\s+/i);
  return parts.length === 2 ? parts : [];
}
