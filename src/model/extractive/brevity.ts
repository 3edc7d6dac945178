/** What asks for a short answer, and in how many sentences. */
const BREVITY: [RegExp, number][] = [
  [/\b(?:in (?:a|one|1)(?: single| short)? (?:sentence|line)|in brief|briefly|tl;?dr)\b[,:]?/i, 1],
  [/\b(?:one|single)[- ](?:sentence|line|liner)(?: (?:summary|answer|description))?\b/i, 1],
  [/\bin (?:two|2)(?: short)? (?:sentences|lines)\b/i, 2],
];

/** What asks for plain words: whoever quotes has no others. */
const PLAIN =
  /[,;]?\s*\b(?:in|using|with) (?:simple|simpler|plain|easy|easier|layman'?s?) (?:words|terms|english|language)\b|\s*\blike i(?:['’]?m| am) (?:five|5)\b|\beli5\b:?|\bplain english(?: please)?\b|\s+for me(?=\s*[.?!]*$)/gi;

/** A question without what it says of the answer's length. */
export interface BriefQuestion {
  question: string;
  /** Sentences at most, where that was said. */
  sentences?: number;
}

/** Reads how long an answer is wanted: "summarize Lion in one sentence", "tl;dr of PoolFormer". */
export function readBrevity(written: string): BriefQuestion {
  const plain = written.replace(PLAIN, '').trim();
  const text = /\p{L}{2}/u.test(plain) ? plain : written;
  for (const [pattern, sentences] of BREVITY) {
    if (!pattern.test(text)) continue;
    const question = text
      .replace(pattern, ' ')
      .replace(/\s+([.?!,])/g, '$1')
      .replace(/\s+/g, ' ')
      .replace(/^[\s,:]+|[\s,:]+$/g, '');
    return /\p{L}/u.test(question) ? { question, sentences } : { question: text, sentences };
  }
  return { question: text };
}
