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

/** LangChain's shape around what the toolbox of the turn does, which is in the run's context. */
function toolOf<S extends z.ZodObject>(
  name: string,
  description: string,
  schema: S,
  run: (toolbox: Toolbox, args: z.infer<S>) => Promise<Findings>,
): StructuredToolInterface {
  return tool(
    async (args: z.infer<S>, { context }: Config) =>
      asResult(await run(context.turn.toolbox, args)),
    { name, description, schema, responseFormat: 'content_and_artifact' },
  );
}

/** The tools of every turn. */
export function createTools(): StructuredToolInterface[] {
  return [
    toolOf(
      'search_papers',
      'Finds papers by meaning, words and names. Returns abstracts, best first, with keys to cite.',
      z.object({
        query: z.string().trim().min(1).max(2000).describe('What to look for, in a few words'),
        from: date.optional().describe('Published on or after'),
        to: date.optional().describe('Published on or before'),
        authors: z
          .array(name)
          .max(5)
          .optional()
          .describe('Names, any of them; a name within the query is understood too'),
        categories: z.array(name).max(5).optional().describe('arXiv categories such as cs.CL'),
        with_code: z.boolean().optional().describe('Only papers that come with code'),
        order: z
          .enum(['newest', 'oldest'])
          .optional()
          .describe('What comes first where the query names no topic'),
        k: few.optional().describe('How many papers, 8 by default'),
      }),
      (toolbox, { query, k, with_code: withCode, ...filters }) =>
        toolbox.search(query, { ...filters, withCode }, k),
    ),
    toolOf(
      'get_paper',
      'One paper by key, arXiv id, title or name of its method.',
      z.object({
        paper: name,
        question: z.string().max(2000).optional().describe('What is asked about it'),
      }),
      (toolbox, { paper, question }) => toolbox.get(paper, question),
    ),
    toolOf(
      'similar_papers',
      'Papers near one in meaning.',
      z.object({ paper: name, k: few.optional() }),
      (toolbox, { paper, k }) => toolbox.similar(paper, k),
    ),
    toolOf(
      'trending_papers',
      'Papers that are rising now, with reasons.',
      z.object({
        topic: name.optional(),
        window: z
          .string()
          .regex(/^\d{1,3}d$/, 'a number of days such as 7d')
          .optional(),
        k: few.optional(),
      }),
      (toolbox, { topic, window, k }) => toolbox.trendingPapers(topic, window, k),
    ),
    toolOf(
      'compare_papers',
      'Two to six papers by name, side by side.',
      z.object({
        papers: z.array(name).min(2).max(6),
        question: z.string().trim().min(1).max(2000).describe('What to compare'),
      }),
      (toolbox, { papers, question }) => toolbox.compare(papers, question),
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
