import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { packagePath } from '../../../src/package-root.ts';
import { type ServedPaperboy, servePaperboy } from '../../helpers/web.ts';

const CHROMIUM = '/usr/bin/chromium';
const QUESTION = 'How do attention sinks help streaming?';

describe.skipIf(!existsSync(CHROMIUM))('the page in Chromium', () => {
  let served: ServedPaperboy;
  let browser: Browser;
  const problems: string[] = [];
  const requests: { url: string; bytes: number }[] = [];

  beforeAll(async () => {
    served = await servePaperboy();
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });
  afterEach(() => {
    expect(problems.splice(0)).toEqual([]);
  });

  /** A page of a fresh profile, watched for errors and for requests that leave the host. */
  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    requests.length = 0;
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(served.web.url) && !url.startsWith('data:')) problems.push(url);
    });
    page.on('response', async (response) => {
      const body = await response.body().catch(() => Buffer.alloc(0));
      requests.push({ url: response.url(), bytes: body.length });
    });
    await page.goto(served.web.url);
    return page;
  }

  async function ask(page: Page, question = QUESTION): Promise<void> {
    await page.fill('#question', question);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.turn:last-child .answer p');
    await page.waitForSelector('#send:visible');
  }

  test('asks, shows the cited answer, and a marker opens the paper at the proving sentence', async () => {
    const page = await open();
    await ask(page);
    await page.click('.marker');
    const marked = await page.textContent('#paper mark');
    expect(marked).toMatch(/attention sink/);
    expect(await page.textContent('#paper .abstract')).toContain(marked);
    await page.click('#paper >> text=BibTeX');
    await page.waitForSelector('#paper pre');
    expect(await page.textContent('#paper pre')).toContain('2309.17453');
    await page.keyboard.press('Escape');
    expect(await page.isHidden('#paper')).toBe(true);
  });

  test('understands a follow-up, keeps the conversation over a reload, and deletes it', async () => {
    const page = await open();
    await ask(page, 'What is StreamDiffusion?');
    await ask(page, 'And how fast is it?');
    expect(await page.textContent('.turn:last-child .sources')).toContain('StreamDiffusion');
    await page.reload();
    await page.click('#conversation-list .open');
    expect(await page.locator('.turn').count()).toBe(2);
    await page.click('#conversation-list .remove');
    await page.waitForSelector('.welcome');
  });

  test('refuses honestly and names what is near', async () => {
    const page = await open();
    await ask(page, 'What is the capital of Australia?');
    expect(await page.isVisible('.answer.refusal')).toBe(true);
    expect(await page.locator('.marker').count()).toBe(0);
  });

  test('what a question holds stays text', async () => {
    const page = await open();
    await ask(page, '<img src=x onerror=alert(1)> <b>attention</b> sinks?');
    expect(await page.locator('.turn img, .turn b').count()).toBe(0);
    expect(await page.textContent('.turn h2')).toContain('<img src=x');
  });

  test('type-ahead finds a paper by keyboard alone, typos forgiven', async () => {
    const page = await open();
    await page.keyboard.press('Escape');
    await page.focus('#lookup');
    await page.keyboard.type('flashatention');
    await page.waitForSelector('#lookup-list [role=option]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#paper h2');
    expect(await page.textContent('#paper h2')).toContain('FlashAttention');
  });

  test('the map shows every paper, lights those of the answer, and is walked with arrow keys', async () => {
    const page = await open();
    await ask(page);
    await page.click('nav >> text=Map');
    await page.waitForSelector('.dot');
    expect(await page.locator('.dot').count()).toBe(65);
    expect(await page.getAttribute('.dot.lit', 'aria-label')).toContain('Attention Sinks');
    await page.focus('.dot[tabindex="0"]');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#paper h2');
  });

  test('trending says why, and a digest is shown as both platforms would', async () => {
    const page = await open();
    await page.click('nav >> text=Trending');
    await page.waitForSelector('#trending .why');
    await page.click('nav >> text=Digest');
    await page.waitForSelector('.as-discord li');
    expect(await page.locator('.as-slack li').count()).toBe(5);
  });

  test('a channel is subscribed, paused and removed', async () => {
    const page = await open();
    await page.click('nav >> text=Digest');
    await page.click('text=Subscribe a channel or an address');
    await page.fill('[name=workspace]', 'T123');
    await page.fill('[name=channel]', 'C456');
    await page.fill('#subscriptions [name=schedule]', 'daily');
    await page.fill('#subscriptions [name=time]', '08:30');
    await page.click('button >> text=Subscribe');
    await page.waitForSelector('#subscriptions .card');
    expect(await page.textContent('#subscriptions .card')).toContain('slack: C456');
    await page.click('text=Pause');
    await page.click('text=Resume');
    await page.click('text=Remove');
    await page.waitForSelector('text=Nobody has subscribed yet.');
  });

  test.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['a phone', { viewport: { width: 390, height: 844 } }],
  ])(
    '%s: no accessibility violation, and nothing wider than the screen',
    async (_name, options) => {
      const page = await open(options);
      await ask(page);
      await page.click('.marker');
      await page.waitForSelector('mark');
      const axe = await readFile(packagePath('node_modules', 'axe-core', 'axe.min.js'), 'utf8');
      for (const view of ['ask', 'trending', 'map', 'digest']) {
        await page.evaluate(`location.hash = '${view}'`);
        await page.waitForSelector(`#${view}:visible`);
        await page.waitForLoadState('networkidle');
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          const { violations } = await axe.run();
          return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        });
        expect(violations, view).toEqual([]);
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow, view).toBe(0);
      }
    },
  );

  test('the first paint needs less than 150 kB, all of it from the host', async () => {
    const page = await open();
    await page.waitForLoadState('networkidle');
    const total = requests.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(requests.length).toBeGreaterThan(5);
    expect(total).toBeLessThan(150_000);
  });
});
