import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Paperboy } from '../../../src/index.ts';
import { responses } from './responses.ts';

const MapBody = z
  .object({
    points: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        x: z.number(),
        y: z.number(),
        topic: z.number().int(),
      }),
    ),
    topics: z.array(z.object({ label: z.string(), x: z.number(), y: z.number() })),
  })
  .openapi('Map');

const mapRoute = createRoute({
  method: 'get',
  path: '/api/map',
  summary: 'Papers in the plane, those alike together, with their topics',
  responses: responses('Coordinates in [0, 1].', MapBody),
});

/** The map of the corpus. */
export function mapRoutes(app: OpenAPIHono, paperboy: Paperboy): void {
  app.openapi(mapRoute, async (context) => {
    const map = await (await paperboy.library()).map();
    return context.json(map, 200);
  });
}
