import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import type { ToolRuntime } from 'langchain';
import { z } from 'zod';
import { displayText } from '../corpus/display.ts';
import type { Findings } from '../model/findings.ts';
import type { Toolbox } from './toolbox.ts';

const date = z
  .string()
  .regex(/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/, 'an ISO date such as 2024 or 2024-10-15');
const name = z.string().trim().min(1).max(300);
const few = z.number().int().min(1).max(20);

/** What a tool call is given beside its arguments. */
type Config = Pick<ToolRuntime<unknown, { turn: { toolbox: Toolbox } }>, 'context'>;

/** The tools: LangChain's shape around the toolbox of the turn, which is in the run's context. */
export function createTools(): StructuredToolInterface[] {
  return [
    tool(
      async ({ query, k, ...filters }, { context }: Config) =>
        asResult(await context.turn.toolbox.search(query, filters, k)),
      {
        name: 'search_papers',
        description:
          'Finds papers by meaning, words and names. Returns abstracts, best first, with keys to cite.',
        responseFormat: 'content_and_artifact',
        schema: z.object({
          query: z.string().trim().min(1).max(2000).describe('What to look for, in a few words'),
          from: date.optional().describe('Published on or after'),
          to: date.optional().describe('Published on or before'),
          authors: z
            .array(name)
            .max(5)
            .optional()
            .describe('Names, any of them; a name within the query is understood too'),
          categories: z.array(name).max(5).optional().describe('arXiv categories such as cs.CL'),
          k: few.optional().describe('How many papers, 8 by default'),
        }),
      },
    ),
    tool(
      async ({ paper, question }, { context }: Config) =>
        asResult(await context.turn.toolbox.get(paper, question)),
      {
        name: 'get_paper',
        description: 'One paper by key, arXiv id, title or name of its method.',
        responseFormat: 'content_and_artifact',
        schema: z.object({
          paper: name,
          question: z.string().max(2000).optional().describe('What is asked about it'),
        }),
      },
    ),
    tool(
      async ({ paper, k }, { context }: Config) =>
        asResult(await context.turn.toolbox.similar(paper, k)),
      {
        name: 'similar_papers',
        description: 'Papers near one in meaning.',
        responseFormat: 'content_and_artifact',
        schema: z.object({ paper: name, k: few.optional() }),
      },
    ),
    tool(
      async ({ topic, window, k }, { context }: Config) =>
        asResult(await context.turn.toolbox.trendingPapers(topic, window, k)),
      {
        name: 'trending_papers',
        description: 'Papers that are rising now, with reasons.',
        responseFormat: 'content_and_artifact',
        schema: z.object({
          topic: name.optional(),
          window: z
            .string()
            .regex(/^\d{1,3}d$/, 'a number of days such as 7d')
            .optional(),
          k: few.optional(),
        }),
      },
    ),
    tool(
      async ({ papers, question }, { context }: Config) =>
        asResult(await context.turn.toolbox.compare(papers, question)),
      {
        name: 'compare_papers',
        description: 'Two to five papers by name, side by side.',
        responseFormat: 'content_and_artifact',
        schema: z.object({
          papers: z.array(name).min(2).max(5),
          question: z.string().trim().min(1).max(2000).describe('What to compare'),
        }),
      },
    ),
  ];
}

/** The text that a model reads, and the findings beside it. */
function asResult(findings: Findings): [string, Findings] {
  const unknown = findings.unknown.map((missing) => `No paper is called "${missing}".`);
  const papers = findings.findings.map(({ key, paper, sentences, facts }) =>
    [
      `[${key}] ${displayText(paper.title)}`,
      [paper.id, paper.publishedAt, paper.authors?.slice(0, 3).join(', '), ...facts]
        .filter(Boolean)
        .join(' | '),
      ...sentences.map(({ text }, i) => `${key}:${i + 1} ${displayText(text)}`),
    ].join('\n'),
  );
  const text = [...unknown, ...papers].join('\n\n');
  return [text || 'Nothing was found.', findings];
}
