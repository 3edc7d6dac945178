import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedPaperboy, servePaperboy } from '../../helpers/web.ts';

const token = 'a-token-long-enough';
let served: ServedPaperboy;
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(served.web.url + path, { headers, redirect: 'manual' });

beforeAll(async () => {
  served = await servePaperboy({ token });
});
afterAll(() => served.stop());

describe('with an access token', () => {
  test('page, API, metrics and protocol are closed without it, health is open', async () => {
    for (const path of [
      '/',
      '/api/search?q=x',
      '/metrics',
      '/openapi.json',
      '/mcp',
      '/js/main.js',
    ]) {
      expect((await get(path)).status, path).toBe(401);
    }
    expect((await get('/healthz')).status).toBe(200);
  });

  test('a wrong token is refused whatever its length', async () => {
    for (const wrong of ['', 'x', token.slice(0, -1), `${token}x`]) {
      const headers = { Authorization: `Bearer ${wrong}` };
      expect((await get('/api/search?q=x', headers)).status).toBe(401);
    }
  });

  test('it is taken as a bearer token', async () => {
    const headers = { Authorization: `Bearer ${token}` };
    expect((await get('/api/search?q=x', headers)).status).toBe(200);
  });

  test('in the address it is exchanged for a cookie that scripts cannot read', async () => {
    const response = await get(`/?token=${token}`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect((await get('/', { Cookie: cookie.split(';')[0]! })).status).toBe(200);
  });
});
