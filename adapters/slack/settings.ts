import type { ChatService, Clock, Database, ListItem, Logger, PaperLine } from '../../src/index.ts';

/** How the app reaches Slack and what it may do there. */
export interface SlackSettings {
  /** Token of the one workspace (`xoxb-…`); leave it out to take workspaces by OAuth alone. */
  botToken?: string;
  /** App-level token (`xapp-…`): events come through Socket Mode. */
  appToken?: string;
  /** Events come by HTTP, signed with this; mount `SlackAdapter.handler`. */
  signingSecret?: string;
  /** The Web API, where it is not Slack's own. */
  apiUrl?: string;
  /** Put before each command's name where the workspace has others of the same name. */
  commandPrefix?: string;
  /** Channels the bot works in; direct messages always. All where left out. */
  allowedChannels?: string[];
  /** Users who may change digests; any member of the channel where left out. */
  managers?: string[];
  /** Whether links to papers get a card. */
  unfurl?: boolean;
  /** Installs by several workspaces; their tokens are kept encrypted in the store. */
  oauth?: {
    clientId: string;
    clientSecret: string;
    stateSecret: string;
    encryptionKey: string;
    redirectUri: string;
  };
}

/** What the Home tab shows of a person. */
export interface HomeData {
  watches: ListItem[];
  subscriptions: ListItem[];
  /** Recent questions, newest first. */
  questions: string[];
  trending: PaperLine[];
}

/** What the adapter is made of. */
export interface SlackOptions {
  chat: ChatService;
  settings: SlackSettings;
  /** Keeps installs; needed with `settings.oauth`. */
  db?: Database;
  logger: Logger;
  clock: Clock;
  /** Questions to suggest in the assistant pane, drawn from what is trending. */
  suggestions?: () => Promise<string[]>;
  /** What the Home tab shows; without it only what the bot can do. */
  home?: (userId: string, workspace: string) => Promise<HomeData>;
}

/** The Web API's address with the slash that clients append methods to. */
export function apiUrlOf(settings: SlackSettings): string {
  const url = settings.apiUrl ?? 'https://slack.com/api/';
  return url.endsWith('/') ? url : `${url}/`;
}
