import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Paperboy, toBibtex } from '../../../src/index.ts';
import { responses } from './responses.ts';
import { Count, HitBody, hitBodies, NameBody, PaperBody, PaperId, paperBody } from './schemas.ts';

const query = z.string().min(1, 'is empty').max(20_000, 'is too long');

const searchRoute = createRoute({
  method: 'get',
  path: '/api/search',
  summary: 'Rank papers by meaning, words and name',
  request: {
    query: z.object({
      q: query,
      k: Count,
      from: z.string().max(10).optional(),
      to: z.string().max(10).optional(),
      author: z.string().max(200).optional(),
      category: z.string().max(50).optional(),
    }),
  },
  responses: responses('Ranked papers.', z.object({ results: z.array(HitBody) })),
});

const completeRoute = createRoute({
  method: 'get',
  path: '/api/complete',
  summary: 'Titles and names for type-ahead',
  request: { query: z.object({ q: z.string().max(200), k: Count }) },
  responses: responses('Matching papers.', z.object({ results: z.array(NameBody) })),
});

const paperRoute = createRoute({
  method: 'get',
  path: '/api/papers/{id}',
  summary: 'One paper by id, title or name',
  request: { params: PaperId },
  responses: responses('The paper.', PaperBody),
});

const similarRoute = createRoute({
  method: 'get',
  path: '/api/papers/{id}/similar',
  summary: 'Papers near one in meaning',
  request: { params: PaperId, query: z.object({ k: Count }) },
  responses: responses('Ranked papers.', z.object({ results: z.array(HitBody) })),
});

const bibtexRoute = createRoute({
  method: 'get',
  path: '/api/papers/{id}/bibtex',
  summary: 'The BibTeX entry of a paper',
  request: { params: PaperId },
  responses: {
    ...responses('See the text.', z.object({})),
    200: { description: 'A BibTeX entry.', content: { 'text/plain': { schema: z.string() } } },
  },
});

/** Search, lookup, similar papers and BibTeX. */
export function paperRoutes(app: OpenAPIHono, paperboy: Paperboy): void {
  app.openapi(searchRoute, async (context) => {
    const { q, k, from, to, author, category } = context.req.valid('query');
    const filter = {
      from,
      to,
      authors: author ? [author] : undefined,
      categories: category ? [category] : undefined,
    };
    const hits = await (await paperboy.retriever()).search(q, { k, filter });
    return context.json({ results: hitBodies(hits) }, 200);
  });
  app.openapi(completeRoute, async (context) => {
    const { q, k } = context.req.valid('query');
    const found = q.trim() ? (await paperboy.retriever()).lookup(q, k) : [];
    return context.json({ results: found.map(({ id, title }) => ({ id, title })) }, 200);
  });
  app.openapi(similarRoute, async (context) => {
    const { id } = await paperboy.findPaper(context.req.valid('param').id);
    const hits = await (await paperboy.retriever()).similar(id, context.req.valid('query'));
    return context.json({ results: hitBodies(hits) }, 200);
  });
  app.openapi(bibtexRoute, async (context) => {
    const paper = await paperboy.findPaper(context.req.valid('param').id);
    return context.text(toBibtex([paper]), 200);
  });
  app.openapi(paperRoute, async (context) => {
    const paper = await paperboy.findPaper(context.req.valid('param').id);
    return context.json(paperBody(paper), 200);
  });
}
