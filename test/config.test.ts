import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig, variableNames } from '../src/config.ts';
import { ConfigurationError } from '../src/errors.ts';
import { packagePath } from '../src/package-root.ts';

const problemsOf = (env: Record<string, string>, overrides = {}) => {
  try {
    readConfig(env, overrides);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
};

describe('configuration', () => {
  test('needs nothing: the defaults answer offline from the terminal', () => {
    const config = readConfig({});
    expect(config.chatModels).toEqual(['extractive']);
    expect(config.web.host).toBe('127.0.0.1');
    expect(config.discord ?? config.slack ?? config.email).toBeUndefined();
  });

  test('an empty variable counts as unset', () => {
    expect(readConfig({ CHAT_MODEL: '', DISCORD_TOKEN: ' ' }).discord).toBeUndefined();
  });

  test('all problems are reported at once, each with its variable', () => {
    const message = problemsOf({ PORT: 'http', CHAT_MODEL: 'gpt', SMTP_URL: 'ftp://host' });
    for (const name of ['PORT', 'CHAT_MODEL', 'SMTP_URL']) expect(message).toContain(name);
  });

  test('a fallback list of models is read in order', () => {
    const config = readConfig({ CHAT_MODEL: 'openai:a, anthropic:b' });
    expect(config.chatModels).toEqual(['openai:a', 'anthropic:b']);
  });

  test('Slack needs a way to receive events', () => {
    expect(problemsOf({ SLACK_BOT_TOKEN: 'xoxb-1' })).toContain('SLACK_APP_TOKEN');
    expect(problemsOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' })).toBe('');
  });

  test('mail needs a sender, a secret and a public address', () => {
    const message = problemsOf({ SMTP_URL: 'smtp://localhost' });
    for (const name of ['MAIL_FROM', 'MAIL_SECRET', 'PUBLIC_URL']) expect(message).toContain(name);
  });

  test('serving other machines needs a token, asking in the terminal does not', () => {
    expect(problemsOf({ HOST: '0.0.0.0' }, { serve: true })).toContain('WEB_TOKEN');
    expect(problemsOf({ HOST: '0.0.0.0' })).toBe('');
    expect(problemsOf({ HOST: '0.0.0.0', WEB_TOKEN: 'x'.repeat(16) }, { serve: true })).toBe('');
  });

  test('the data directory of the command line wins', () => {
    expect(readConfig({ PAPERBOY_DATA_DIR: '/a' }, { dataDir: '/b' }).dataDir).toBe('/b');
  });

  test('.env.example names every variable, and no other', () => {
    const example = readFileSync(packagePath('.env.example'), 'utf8');
    const named = Array.from(example.matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm), ([, name]) => name!);
    const providers = [
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'ANTHROPIC_API_KEY',
      'GOOGLE_API_KEY',
      'OLLAMA_BASE_URL',
      'LANGSMITH_TRACING',
      'LANGSMITH_API_KEY',
      'LANGSMITH_PROJECT',
      'LANGSMITH_ENDPOINT',
    ];
    expect(named.filter((name) => !providers.includes(name)).sort()).toEqual(
      [...variableNames].sort(),
    );
  });
});
