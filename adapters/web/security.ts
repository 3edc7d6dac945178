import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Largest request body, in bytes: a question of 100 kB is refused further in, with a reason. */
export const BODY_LIMIT = 256 * 1024;

/** Requests a minute that one address may make. */
const REQUESTS_PER_MINUTE = 300;

const COOKIE = 'paperboy_token';
const COOKIE_SECONDS = 30 * 24 * 60 * 60;

/** Nothing is loaded from elsewhere, framed, or run that did not come with the page. */
export function headers(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    crossOriginResourcePolicy: 'same-origin',
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // Paperboy itself speaks HTTP; whoever puts TLS before it decides on this one.
    strictTransportSecurity: false,
  });
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Lets in who shows the token: as a bearer token, in the cookie, or once as `?token=`, which sets
 * the cookie and leaves the address bar.
 */
export function requireToken(token: string): MiddlewareHandler {
  return async (context, next) => {
    const inQuery = context.req.method === 'GET' ? context.req.query('token') : undefined;
    if (inQuery !== undefined && sameSecret(inQuery, token)) {
      setCookie(context, COOKIE, token, {
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        maxAge: COOKIE_SECONDS,
        secure: new URL(context.req.url).protocol === 'https:',
      });
      const clean = new URL(context.req.url);
      clean.searchParams.delete('token');
      return context.redirect(`${clean.pathname}${clean.search}`, 303);
    }
    const bearer = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    const given = bearer ?? getCookie(context, COOKIE) ?? '';
    if (sameSecret(given, token)) return next();
    const text = 'This Paperboy asks for its access token: open the page once with ?token=…';
    return context.json({ error: text }, 401);
  };
}

/**
 * Without a token only this machine's own pages may talk to the server: a page elsewhere could
 * otherwise point a name it owns at 127.0.0.1 (DNS rebinding) or post here from its visitors.
 */
export function requireLocalHost(): MiddlewareHandler {
  return async (context, next) => {
    const host = new URL(`http://${context.req.header('host') ?? ''}`).hostname;
    if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)) {
      return context.json({ error: 'Only reachable as localhost; set WEB_TOKEN for more.' }, 403);
    }
    return next();
  };
}

/** Refuses what a browser sends on behalf of another site. */
export function requireSameOrigin(): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin');
    if (origin && origin !== 'null') {
      const own = context.req.header('host');
      if (URL.canParse(origin) && new URL(origin).host !== own) {
        return context.json({ error: 'Requests of other sites are not taken.' }, 403);
      }
    }
    return next();
  };
}

/** Limits what one address may ask for in a minute. */
export function limitRequests(addressOf: (context: unknown) => string): MiddlewareHandler {
  const limiter = new RateLimiterMemory({ points: REQUESTS_PER_MINUTE, duration: 60 });
  return async (context, next) => {
    try {
      await limiter.consume(addressOf(context));
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      const seconds = Math.ceil((refusal as { msBeforeNext: number }).msBeforeNext / 1000);
      context.header('Retry-After', String(seconds));
      return context.json({ error: `Too many requests. Try again in ${seconds} s.` }, 429);
    }
    return next();
  };
}
