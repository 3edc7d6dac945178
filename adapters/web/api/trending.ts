import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Paperboy } from '../../../src/index.ts';
import { responses } from './responses.ts';
import { Count, ErrorBody, PaperBody, paperBody } from './schemas.ts';

const Query = z.object({
  day: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD')
    .optional(),
  window: z
    .string()
    .regex(/^\d{1,3}d$/, 'must be like 7d')
    .optional(),
  topic: z.string().max(200).optional(),
  k: Count,
});

const TrendingBody = z
  .object({
    day: z.string(),
    window: z.string(),
    note: z.string().nullable(),
    papers: z.array(
      z.object({
        rank: z.number().int(),
        paper: PaperBody,
        score: z.number(),
        why: z.array(z.string()),
        votes: z.number().nullable(),
      }),
    ),
  })
  .openapi('Trending');

const trendingRoute = createRoute({
  method: 'get',
  path: '/api/trending',
  summary: 'What is rising, and why',
  request: { query: Query },
  responses: responses('Ranked papers with reasons.', TrendingBody),
});

const chartRoute = createRoute({
  method: 'get',
  path: '/api/trending/chart.png',
  summary: 'Votes over time of what is rising',
  request: { query: Query },
  responses: {
    200: { description: 'A picture.', content: { 'image/png': { schema: z.string() } } },
    404: {
      description: 'No votes are known.',
      content: { 'application/json': { schema: ErrorBody } },
    },
  },
});

/** The ranking and its chart. */
export function trendingRoutes(app: OpenAPIHono, paperboy: Paperboy): void {
  const rank = async ({ topic, ...query }: z.infer<typeof Query>) => {
    const trending = await paperboy.trending();
    const result = await trending.rank({ ...query, include: topic ? [topic] : [] });
    return { trending, result };
  };
  app.openapi(trendingRoute, async (context) => {
    const { result } = await rank(context.req.valid('query'));
    const papers = result.papers.map(({ paper, votes, ...rest }) => ({
      ...rest,
      paper: paperBody(paper),
      votes: votes ?? null,
    }));
    const { day, window } = result;
    return context.json({ day, window, note: result.note ?? null, papers }, 200);
  });
  app.openapi(chartRoute, async (context) => {
    const { trending, result } = await rank(context.req.valid('query'));
    const png = await trending.chart(result);
    if (!png) return context.json({ error: 'No votes are known for these papers.' }, 404);
    return context.body(Buffer.from(png), 200, { 'Content-Type': 'image/png' }) as never;
  });
}
