import { expect, test } from 'vitest';
import { checkDiscord } from '../../../adapters/discord/check.ts';
import { Permission } from '../../../adapters/discord/platform.ts';
import { startServer } from './helpers/bot.ts';

test('it confirms the token and prints the install link', async () => {
  const server = await startServer();
  const findings = await checkDiscord({ token: server.rules.token, apiUrl: server.url });
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  const link = /https:\S+/.exec(findings.at(-1)!.text)![0];
  const { searchParams } = new URL(link);
  expect(searchParams.get('client_id')).toBe(server.world.bot.id);
  expect(searchParams.get('scope')).toBe('bot applications.commands');
  const permissions = BigInt(searchParams.get('permissions')!);
  expect(permissions & Permission.sendMessages).not.toBe(0n);
  expect(permissions & Permission.administrator).toBe(0n);
});

test('it says what to do about a refused token', async () => {
  const server = await startServer();
  const [finding] = await checkDiscord({ token: 'wrong', apiUrl: server.url });
  expect(finding).toMatchObject({ level: 'error', text: 'Discord does not accept the token.' });
  expect(finding!.hint).toContain('DISCORD_TOKEN');
});

test('it says when Discord cannot be reached', async () => {
  const [finding] = await checkDiscord({ token: 't', apiUrl: 'http://127.0.0.1:1/api' });
  expect(finding).toMatchObject({ level: 'error' });
  expect(finding!.text).toContain('cannot be reached');
});
