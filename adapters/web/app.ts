import { getConnInfo } from '@hono/node-server/conninfo';
import { serveStatic } from '@hono/node-server/serve-static';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';
import {
  type Digests,
  InputError,
  type Logger,
  NotFoundError,
  type Paperboy,
  PaperboyError,
  packagePath,
  RateLimitError,
  UsageError,
} from '../../src/index.ts';
import { askRoutes } from './api/ask.ts';
import { digestRoutes } from './api/digests.ts';
import { mapRoutes } from './api/map.ts';
import { paperRoutes } from './api/papers.ts';
import { trendingRoutes } from './api/trending.ts';
import {
  BODY_LIMIT,
  headers,
  limitRequests,
  requireLocalHost,
  requireSameOrigin,
  requireToken,
} from './security.ts';

/** A handler of another adapter that needs HTTP: interactions, mail links, OAuth. */
export interface Mount {
  /** The path it answers below, such as `/slack`. It authenticates its requests itself. */
  path: string;
  handle: (request: Request) => Promise<Response>;
}

/** What the web application is made of. */
export interface WebParts {
  paperboy: Paperboy;
  digests: Digests;
  token?: string;
  mounts: Mount[];
  /** Answers the Model Context Protocol over HTTP. */
  mcp: (request: Request) => Promise<Response>;
  log: Logger;
  /** Prometheus' text format. */
  metrics?: () => Promise<string>;
  /** What is not ready yet; empty when all is. */
  notReady: () => Promise<string[]>;
}

/** Paths under which platforms call us: they show a signature instead of the token. */
const SHORT_LIVED = 'public, max-age=300';

/** The web application: page, API, health and what other adapters mount. */
export function createApp(parts: WebParts): OpenAPIHono {
  const { paperboy, token, mounts, log } = parts;
  const app = new OpenAPIHono({
    defaultHook: (result, context) => {
      if (result.success) return undefined;
      const problems = result.error.issues.map(
        (issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`,
      );
      return context.json({ error: problems.join('; ') }, 400);
    },
  });
  app.use(requestId());
  app.use(headers());
  app.onError((error, context) => failure(error, context, log));
  app.notFound((context) => context.json({ error: 'There is nothing here.' }, 404));

  app.get('/healthz', (context) => context.text('ok'));
  app.get('/readyz', async (context) => {
    const missing = await parts.notReady();
    return context.json({ ready: missing.length === 0, missing }, missing.length === 0 ? 200 : 503);
  });
  for (const { path, handle } of mounts) {
    app.all(`${path}/*`, bodyLimit({ maxSize: BODY_LIMIT }), (context) => handle(context.req.raw));
  }

  app.use(limitRequests((context) => getConnInfo(context as Context).remote.address ?? ''));
  app.use(token ? requireToken(token) : requireLocalHost());
  app.use(requireSameOrigin());
  app.use(bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge }));
  app.get('/metrics', async (context) => context.text((await parts.metrics?.()) ?? ''));

  askRoutes(app, paperboy);
  paperRoutes(app, paperboy);
  trendingRoutes(app, paperboy);
  mapRoutes(app, paperboy);
  digestRoutes(app, parts.digests);
  app.all('/mcp', (context) => parts.mcp(context.req.raw));
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Paperboy', version: '1', description: 'Papers, with proof.' },
  });
  app.use(
    '*',
    serveStatic({
      root: packagePath('adapters', 'web', 'public'),
      onFound: (_file, context) => context.header('Cache-Control', SHORT_LIVED),
    }),
  );
  return app;
}

function tooLarge(context: Context): Response {
  // The rest of the body was not read, so nothing else can follow on this connection.
  context.header('Connection', 'close');
  return context.json({ error: `The request is larger than ${BODY_LIMIT / 1024} kB.` }, 413);
}

/** What went wrong, without what only the log should know. */
function failure(error: Error, context: Context, log: Logger): Response {
  if (error instanceof RateLimitError) {
    context.header('Retry-After', String(error.retryAfterSeconds));
    return context.json({ error: `${error.message} ${error.hint}` }, 429);
  }
  if (error instanceof PaperboyError) {
    const status =
      error instanceof NotFoundError
        ? 404
        : error instanceof InputError || error instanceof UsageError
          ? 400
          : 503;
    if (status === 503) log.error({ err: error }, 'a request failed');
    return context.json({ error: [error.message, error.hint].filter(Boolean).join(' ') }, status);
  }
  if (error instanceof HTTPException) {
    const text = error.status === 400 ? 'The request is malformed.' : error.message;
    return context.json({ error: text }, error.status);
  }
  const reference = context.get('requestId') as string;
  log.error({ err: error, requestId: reference }, 'unexpected failure');
  return context.json(
    { error: `Something went wrong here, and it is logged (${reference}).` },
    500,
  );
}
