import { afterAll, describe, expect, it } from 'vitest';
import { createAssistant } from '../../src/assistant/assistant.ts';
import { ConfigurationError } from '../../src/errors.ts';
import { chatModels } from '../../src/model/chat-model.ts';
import { tinyRetriever } from '../helpers/tiny-corpus.ts';
import { ModelServer } from '../servers/model/model-server.ts';

const retriever = await tinyRetriever();
const server = await ModelServer.start({ text: 'unused' });
afterAll(() => server.stop());

const providers: {
  model: string;
  wire: string;
  options: (url: string) => Record<string, unknown>;
}[] = [
  {
    model: 'openai:m',
    wire: 'openai',
    options: (url) => ({ apiKey: 'test', configuration: { baseURL: `${url}/v1` } }),
  },
  {
    model: 'anthropic:m',
    wire: 'anthropic',
    options: (url) => ({ apiKey: 'test', anthropicApiUrl: url }),
  },
  { model: 'google-genai:m', wire: 'gemini', options: (url) => ({ apiKey: 'test', baseUrl: url }) },
  { model: 'ollama:llama3.2:3b', wire: 'ollama', options: (url) => ({ baseUrl: url }) },
];

describe.each(providers)('$model', ({ model, wire, options }) => {
  it('calls tools and answers over its wire', async () => {
    const own = await ModelServer.start(
      { tool: 'search_papers', args: { query: 'pooling instead of attention' } },
      ({ text }) => ({
        text: `PoolMixer reaches 82.1% accuracy [${/\[(k[a-z0-9]{4})\] PoolMixer/.exec(text)![1]}:3].`,
      }),
    );
    const provider = model.slice(0, model.indexOf(':'));
    const assistant = createAssistant({
      retriever: () => retriever,
      model: { models: [model], options: { [provider]: options(own.url) } },
    });
    let text = '';
    for await (const event of assistant.ask('How accurate is PoolMixer?')) {
      if (event.type === 'done') text = event.answer.text;
    }
    await own.stop();
    expect(text).toBe('PoolMixer reaches 82.1% accuracy [1].');
    expect(own.seen.map((seen) => seen.wire)).toEqual([wire, wire]);
    expect(own.seen[0]!.tools).toContain('compare_papers');
  });
});

describe('chatModels', () => {
  const load = (model: string) => chatModels({ models: [model] })[0]!.load();

  it('names the package to install for a provider that is not there', async () => {
    await expect(load('mistralai:m')).rejects.toMatchObject({
      message: expect.stringContaining('@langchain/mistralai'),
      hint: 'Install it with: npm install @langchain/mistralai',
    });
  });

  it('lists the known providers for one that does not exist', async () => {
    await expect(load('nobody:m')).rejects.toMatchObject({
      message: expect.stringContaining('no provider "nobody"'),
      hint: expect.stringContaining('openai'),
    });
  });

  it('says which setting lacks a key', async () => {
    await expect(load('anthropic:m')).rejects.toBeInstanceOf(ConfigurationError);
  });

  it('refuses a name that is not provider:model', () => {
    for (const name of ['gpt-4o', ':m', 'openai:']) {
      expect(() => chatModels({ models: [name] }), name).toThrow(ConfigurationError);
    }
  });
});
