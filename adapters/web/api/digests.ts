import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Digests, displayText, paperUrl, statusText } from '../../../src/index.ts';
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

const Words = z.array(z.string().min(1).max(200)).max(20);

const SettingsBody = z
  .object({
    schedule: z.string().max(100).describe('daily, weekdays, weekly:mon … or five cron fields.'),
    time: z.string().max(5).optional().describe('Local time, HH:MM.'),
    timeZone: z.string().max(60).optional().describe('IANA zone.'),
    include: Words.optional(),
    exclude: Words.optional(),
    authors: Words.optional(),
    categories: Words.optional(),
    minScore: z.number().min(0).max(1).optional(),
    limit: z.number().int().min(1).max(50).optional(),
    window: z.string().max(5).optional(),
    silentWhenEmpty: z.boolean().optional(),
    silentOnFailure: z.boolean().optional(),
  })
  .openapi('DigestSettings');

const SubscriptionBody = z
  .object({
    id: z.string(),
    adapter: z.string(),
    workspace: z.string(),
    channel: z.string(),
    paused: z.boolean(),
    next: z.string().nullable().describe('The next planned instant.'),
    text: z.string().describe('All of it in one line.'),
  })
  .openapi('Subscription');

const listRoute = createRoute({
  method: 'get',
  path: '/api/digests',
  summary: 'Who gets digests, and when',
  responses: responses(
    'All subscriptions.',
    z.object({ subscriptions: z.array(SubscriptionBody) }),
  ),
});

const subscribeRoute = createRoute({
  method: 'post',
  path: '/api/digests',
  summary: 'Subscribe a channel or an address',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .object({
              adapter: z.enum(['discord', 'slack', 'email']),
              workspace: z.string().max(100).default(''),
              channel: z.string().min(1).max(320).describe('Channel id, or the mail address.'),
              settings: SettingsBody,
            })
            .openapi('Subscribe'),
        },
      },
    },
  },
  responses: responses('Its id.', z.object({ id: z.string() })),
});

const Id = z.object({ id: z.string().min(1).max(64) });

const editRoute = createRoute({
  method: 'patch',
  path: '/api/digests/{id}',
  summary: 'Change a subscription; what is not given stays',
  request: {
    params: Id,
    body: {
      required: true,
      content: { 'application/json': { schema: SettingsBody.partial() } },
    },
  },
  responses: responses('Its id.', z.object({ id: z.string() })),
});

const pauseRoute = createRoute({
  method: 'post',
  path: '/api/digests/{id}/{action}',
  summary: 'Pause or resume a subscription',
  request: { params: Id.extend({ action: z.enum(['pause', 'resume']) }) },
  responses: responses('Its id.', z.object({ id: z.string() })),
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/api/digests/{id}',
  summary: 'End a subscription',
  request: { params: Id },
  responses: responses('Its id.', z.object({ id: z.string() })),
});

/** Digests: a preview, and the subscriptions of all channels. */
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
      title: displayText(paper.title),
      url: paperUrl(paper) ?? null,
      summary: summary ?? null,
      why,
      mark: mark ?? null,
    }));
    return context.json({ title: body.title, day: body.day, note: body.note ?? null, lines }, 200);
  });
  app.openapi(listRoute, async (context) => {
    const statuses = await digests.list();
    const subscriptions = statuses.map((status) => {
      const { id, target, paused } = status.subscription;
      const next = status.next?.toISOString() ?? null;
      return { id, ...target, paused, next, text: statusText(status) };
    });
    return context.json({ subscriptions }, 200);
  });
  app.openapi(subscribeRoute, async (context) => {
    const { settings, ...target } = context.req.valid('json');
    const { id } = await digests.subscribe(target, settings, { userId: 'web' });
    return context.json({ id }, 200);
  });
  app.openapi(editRoute, async (context) => {
    const { id } = context.req.valid('param');
    await digests.edit(id, context.req.valid('json'));
    return context.json({ id }, 200);
  });
  app.openapi(pauseRoute, async (context) => {
    const { id, action } = context.req.valid('param');
    await digests[action](id);
    return context.json({ id }, 200);
  });
  app.openapi(removeRoute, async (context) => {
    const { id } = context.req.valid('param');
    await digests.remove(id);
    return context.json({ id }, 200);
  });
}
