import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSlack } from '../../../adapters/slack/check.ts';
import { SlackServer } from '../../servers/slack/slack-server.ts';
import { SCOPES, socketSettings } from './helpers.ts';

let server: SlackServer;
beforeEach(async () => {
  server = await SlackServer.start();
});
afterEach(async () => await server.stop());

describe('the check of a Slack app', () => {
  it('says who and that it can connect', async () => {
    const settings = socketSettings(server, server.workspace('T1', SCOPES));
    expect(await checkSlack(settings)).toEqual([
      { level: 'ok', text: 'Slack: @paperboy in Example' },
      { level: 'ok', text: 'Slack: Socket Mode can connect' },
    ]);
  });

  it('names missing scopes and tokens that do not work', async () => {
    const settings = socketSettings(server, server.workspace('T1', ['chat:write']));
    const [scopes] = await checkSlack(settings);
    expect(scopes).toMatchObject({ level: 'warn', text: expect.stringContaining('files:write') });
    const wrong = { ...settings, botToken: 'xoxb-no', appToken: 'xapp-no' };
    expect((await checkSlack(wrong)).map(({ level }) => level)).toEqual(['error', 'error']);
  });
});
