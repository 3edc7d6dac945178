import type { z } from '@hono/zod-openapi';
import { ErrorBody } from './schemas.ts';

const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The responses of a route: its own, and what any route may answer. */
export function responses<T extends z.ZodType>(description: string, schema: T) {
  return {
    200: json(description, schema),
    400: json('The request cannot be taken.', ErrorBody),
    404: json('There is no such thing.', ErrorBody),
    429: json('Too many requests; see Retry-After.', ErrorBody),
  };
}
