import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { inTerminal } from '../../helpers/cli.ts';
import { temporaryDir } from '../../helpers/databases.ts';
import { ModelServer } from '../../servers/model/model-server.ts';

const root = temporaryDir();
afterAll(() => rmSync(root, { recursive: true, force: true }));

const start = (env: Record<string, string> = {}) =>
  inTerminal(['ask', '--data-dir', path.join(root, 'data')], env);

describe('the chat in a terminal', () => {
  test('answers with sources, remembers the thread and shows evidence and BibTeX', async () => {
    const terminal = await start();
    const answer = await terminal.say('What is StreamingLLM?');
    expect(answer).toContain('We introduce StreamingLLM');
    expect(answer).toMatch(/\[1\].* Efficient Streaming Language Models with Attention Sinks/);
    expect(answer).toContain('https://arxiv.org/abs/2309.17453');
    expect(await terminal.say('and how fast is it?')).toContain('22.2x');
    expect(await terminal.say('/bibtex 1')).toContain('@misc{');
    // Thanks are no answer that could take the place of the one before.
    expect(await terminal.say('thanks')).toContain('You are welcome.');
    expect(await terminal.say('/evidence 1')).toContain('22.2x');
    expect(await terminal.say('help')).toContain('/forget');
    expect(await terminal.say('/forget')).toContain('Forgotten.');
    expect(await terminal.say('who wrote it?')).toContain('I found no answer');
    expect(await terminal.say('/evidence 1')).toContain('No such marker in the last answer.');
    await terminal.say('/quit');
    expect(await terminal.ended).toBe(0);
  }, 60_000);

  test('Ctrl-C ends an answer and not the program', async () => {
    const server = await ModelServer.start({ silence: true });
    const terminal = await start({
      CHAT_MODEL: 'openai:m',
      OPENAI_API_KEY: 'test',
      OPENAI_BASE_URL: server.url,
    });
    const answer = terminal.say('What is StreamingLLM?');
    await vi.waitUntil(() => server.seen.length > 0, { timeout: 20_000 });
    terminal.press('\u0003');
    expect(await answer).toContain('Stopped.');
    expect(await terminal.say('thanks')).toContain('You are welcome.');
    await terminal.say('/quit');
    expect(await terminal.ended).toBe(0);
    await server.stop();
  }, 60_000);

  test('ends at the end of input', async () => {
    const terminal = await start();
    await terminal.say('\u0004');
    expect(await terminal.ended).toBe(0);
  }, 60_000);
});
