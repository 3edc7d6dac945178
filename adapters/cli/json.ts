import { type Answer, paperUrl, type SearchHit } from '../../src/index.ts';

/** The stable JSON of `ask`. */
export function answerJson(answer: Answer) {
  return {
    question: answer.question,
    status: answer.status,
    answer: answer.text,
    citations: answer.citations.map(({ n, paper, evidence }) => ({
      n,
      id: paper.id,
      title: paper.title,
      url: paperUrl(paper) ?? null,
      evidence: { text: evidence.text, start: evidence.start, end: evidence.end },
    })),
    suggestions: answer.suggestions.map(({ id, title }) => ({ id, title })),
    ...(answer.reason ? { reason: answer.reason } : {}),
    model: answer.model,
    ms: Math.round(answer.ms * 10) / 10,
  };
}

/** The stable JSON of `search` and `similar`. */
export function hitsJson(query: string, hits: SearchHit[], ms: number) {
  return {
    query,
    results: hits.map(({ paper, score }, index) => ({
      rank: index + 1,
      id: paper.id,
      title: paper.title,
      score,
    })),
    ms,
  };
}
