import { z } from '@hono/zod-openapi';
import {
  type Answer,
  type Citation,
  displayText,
  type Paper,
  paperUrl,
  type SearchHit,
} from '../../../src/index.ts';

/** What the API takes and gives, as schemas: they check requests and make the OpenAPI document. */

export const ErrorBody = z
  .object({ error: z.string().describe('What went wrong and what to do.') })
  .openapi('Error');

export const PaperBody = z
  .object({
    id: z.string().describe('arXiv id without version, or a slug.'),
    title: z.string(),
    abstract: z.string().describe('As stored; offsets of evidence refer to it.'),
    display: z
      .object({ title: z.string(), abstract: z.string() })
      .describe('The same with remains of LaTeX and HTML cleaned.'),
    authors: z.array(z.string()),
    publishedAt: z.string().nullable().describe('ISO date, or its beginning.'),
    categories: z.array(z.string()),
    url: z.string().nullable(),
    githubRepo: z.string().nullable(),
    withdrawnAt: z.string().nullable(),
  })
  .openapi('Paper');

export const EvidenceBody = z
  .object({
    text: z.string(),
    start: z.number().int(),
    end: z.number().int(),
    display: z
      .object({ before: z.string(), sentence: z.string(), after: z.string() })
      .describe('The abstract around the sentence, cleaned.'),
  })
  .openapi('Evidence');

export const CitationBody = z
  .object({ n: z.number().int(), paper: PaperBody, evidence: EvidenceBody })
  .openapi('Citation');

export const AnswerBody = z
  .object({
    question: z.string(),
    status: z.enum(['answered', 'abstract_silent', 'not_in_corpus', 'failed']),
    text: z.string().describe('Markdown with markers [n].'),
    citations: z.array(CitationBody),
    suggestions: z.array(z.object({ id: z.string(), title: z.string() })),
    model: z.string(),
    reason: z.string().nullable(),
    ms: z.number(),
  })
  .openapi('Answer');

export const HitBody = z
  .object({ rank: z.number().int(), paper: PaperBody, score: z.number() })
  .openapi('Hit');

export const NameBody = z.object({ id: z.string(), title: z.string() }).openapi('Name');

const MAX_K = 100;

/** A count of papers in a query string. */
export const Count = z.coerce.number().int().min(1).max(MAX_K).default(10);

export const PaperId = z.object({
  id: z
    .string()
    .min(1)
    .max(200)
    .openapi({ param: { name: 'id', in: 'path' } }),
});

/** A paper as the API gives it. */
export function paperBody(paper: Paper): z.infer<typeof PaperBody> {
  return {
    id: paper.id,
    title: paper.title,
    abstract: paper.abstract,
    display: { title: displayText(paper.title), abstract: displayText(paper.abstract) },
    authors: paper.authors ?? [],
    publishedAt: paper.publishedAt ?? null,
    categories: paper.categories ?? [],
    url: paperUrl(paper) ?? null,
    githubRepo: paper.githubRepo ?? null,
    withdrawnAt: paper.withdrawnAt ?? null,
  };
}

/** Ranked papers as the API gives them. */
export function hitBodies(hits: SearchHit[]): z.infer<typeof HitBody>[] {
  return hits.map(({ paper, score }, index) => ({
    rank: index + 1,
    paper: paperBody(paper),
    score,
  }));
}

/** An answer as the API gives it. */
export function answerBody(answer: Answer): z.infer<typeof AnswerBody> {
  return {
    question: answer.question,
    status: answer.status,
    text: answer.text,
    citations: answer.citations.map(({ n, paper, evidence }) => ({
      n,
      paper: paperBody(paper),
      evidence: evidenceBody(paper, evidence),
    })),
    suggestions: answer.suggestions.map(({ id, title }) => ({ id, title })),
    model: answer.model,
    reason: answer.reason ?? null,
    ms: answer.ms,
  };
}

function evidenceBody({ abstract }: Paper, { text, start, end }: Citation['evidence']) {
  const display = {
    before: displayText(abstract.slice(0, start)),
    sentence: displayText(text),
    after: displayText(abstract.slice(end)),
  };
  return { text, start, end, display };
}
