import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Digests, paperUrl, statusText } from '../../../src/index.ts';
import { responses } from './responses.ts';

const DigestBody = z
  .object({
    title: z.string(),
    day: z.string(),
    note: z.string().nullable(),
    lines: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        url: z.string().nullable(),
        summary: z.string().nullable(),
        why: z.array(z.string()),
        mark: z.string().nullable(),
      }),
    ),
  })
  .openapi('Digest');

const previewRoute = createRoute({
  method: 'get',
  path: '/api/digests/preview',
  summary: 'What a digest would say if it were posted now',
  request: {
    query: z.object({
      topic: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(10).default(5),
      window: z
        .string()
        .regex(/^\d{1,3}d$/, 'must be like 7d')
        .optional(),
    }),
  },
  responses: responses('The digest; nothing is posted.', DigestBody),
});

const listRoute = createRoute({
  method: 'get',
  path: '/api/digests',
  summary: 'Who gets digests, and when',
  responses: responses(
    'All subscriptions.',
    z.object({
      subscriptions: z.array(
        z.object({ id: z.string(), adapter: z.string(), channel: z.string(), text: z.string() }),
      ),
    }),
  ),
});

/** Digests: a preview, and the subscriptions. */
export function digestRoutes(app: OpenAPIHono, digests: Digests): void {
  app.openapi(previewRoute, async (context) => {
    const { topic, limit, window } = context.req.valid('query');
    const target = { adapter: 'web', workspace: '', channel: 'page' };
    const include = topic ? [topic] : undefined;
    const schedule = { schedule: 'daily', time: '09:00', timeZone: 'UTC' };
    const settings = { ...schedule, limit, window, include };
    const { body } = await digests.preview({ target, settings });
    if (body.kind !== 'digest') {
      const text = body.kind === 'notice' ? body.text : '';
      return context.json({ title: text, day: '', note: null, lines: [] }, 200);
    }
    const lines = body.lines.map(({ paper, summary, why, mark }) => ({
      id: paper.id,
      title: paper.title,
      url: paperUrl(paper) ?? null,
      summary: summary ?? null,
      why,
      mark: mark ?? null,
    }));
    return context.json({ title: body.title, day: body.day, note: body.note ?? null, lines }, 200);
  });
  app.openapi(listRoute, async (context) => {
    const subscriptions = (await digests.list()).map((status) => {
      const { id, target } = status.subscription;
      return { id, adapter: target.adapter, channel: target.channel, text: statusText(status) };
    });
    return context.json({ subscriptions }, 200);
  });
}
