import { type Finding, silentLogger } from '../../src/index.ts';
import { clientOptions, SlackApi } from './api.ts';
import { SlackCallError } from './api-errors.ts';
import manifest from './manifest.json' with { type: 'json' };
import { apiUrlOf, type SlackSettings } from './settings.ts';

/** Looks at the tokens and scopes of the Slack app and says what to do. */
export async function checkSlack(settings: SlackSettings): Promise<Finding[]> {
  return [
    ...(settings.botToken ? [await checkBotToken(settings, settings.botToken)] : []),
    ...(settings.appToken ? [await checkAppToken(settings, settings.appToken)] : []),
    ...(settings.signingSecret ? [requestUrl()] : []),
  ];
}

async function checkBotToken(settings: SlackSettings, token: string): Promise<Finding> {
  try {
    const who = await (await apiWith(settings, token)).call<{
      team?: string;
      user?: string;
      response_metadata?: { scopes?: string[] };
    }>('auth.test', {}, 0);
    const granted = who.response_metadata?.scopes;
    const missing = manifest.oauth_config.scopes.bot.filter((scope) => !granted?.includes(scope));
    if (granted && missing.length > 0) {
      return {
        level: 'warn',
        text: `Slack: the bot token of ${who.team} lacks ${missing.join(', ')}`,
        hint: 'Paste adapters/slack/manifest.json as the app manifest and install the app again.',
      };
    }
    return { level: 'ok', text: `Slack: @${who.user} in ${who.team}` };
  } catch (error) {
    return {
      level: 'error',
      text: `Slack: SLACK_BOT_TOKEN does not work (${reason(error)})`,
      hint: 'Copy the Bot User OAuth Token (xoxb-…) from the app page, OAuth & Permissions.',
    };
  }
}

async function checkAppToken(settings: SlackSettings, token: string): Promise<Finding> {
  try {
    await (await apiWith(settings, token)).call('apps.connections.open', {}, 0);
    return { level: 'ok', text: 'Slack: Socket Mode can connect' };
  } catch (error) {
    return {
      level: 'error',
      text: `Slack: SLACK_APP_TOKEN does not work (${reason(error)})`,
      hint: 'Turn on Socket Mode and create an app-level token (xapp-…) with connections:write.',
    };
  }
}

function requestUrl(): Finding {
  return {
    level: 'ok',
    text: 'Slack: HTTP requests are checked against SLACK_SIGNING_SECRET',
    hint: 'Set the request URLs of the app to PUBLIC_URL/slack/events.',
  };
}

async function apiWith(settings: SlackSettings, token: string): Promise<SlackApi> {
  const { WebClient } = await import('@slack/web-api');
  return new SlackApi(
    new WebClient(token, clientOptions(apiUrlOf(settings), silentLogger)),
    silentLogger,
  );
}

function reason(error: unknown): string {
  if (!(error instanceof SlackCallError)) return String(error);
  return error.code ?? 'Slack cannot be reached';
}
