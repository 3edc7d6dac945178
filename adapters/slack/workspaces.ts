import type { AuthorizeResult, InstallationQuery, InstallationStore } from '@slack/bolt';
import {
  type Clock,
  ConfigurationError,
  type Logger,
  type SlackInstallations,
} from '../../src/index.ts';
import { clientOptions, SlackApi } from './api.ts';
import { SlackCallError } from './api-errors.ts';
import type { Listening } from './listener.ts';
import { apiUrlOf, type SlackSettings } from './settings.ts';

/** Looks up the install that an event belongs to; Bolt's installer does it, refreshing tokens. */
export type FindInstall = (query: InstallationQuery<boolean>) => Promise<AuthorizeResult>;

/** An install found is used this long without asking the store, so that events need not wait. */
const FRESH_MS = 60_000;

interface Workspace {
  botToken: string;
  botUserId?: string;
  botId?: string;
}

/** The workspaces the app is installed in: one by a token, others from the store. */
export class Workspaces {
  readonly #settings: SlackSettings;
  readonly #clock: Clock;
  readonly #makeClient: (token: string) => Promise<SlackApi>;
  readonly #apis = new Map<string, Promise<SlackApi>>();
  readonly #found = new Map<string, { at: number; install: AuthorizeResult }>();
  #own: (Workspace & { team: string }) | undefined;
  #findInstall: FindInstall | undefined;

  constructor(settings: SlackSettings, logger: Logger, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#makeClient = async (token) => {
      const { WebClient } = await import('@slack/web-api');
      return new SlackApi(
        new WebClient(token, clientOptions(apiUrlOf(settings), logger)),
        logger.child({ part: 'slack-api' }),
      );
    };
  }

  /** Asks Slack who the token is. @throws ConfigurationError when Slack refuses it. */
  async start(findInstall: FindInstall | undefined): Promise<void> {
    this.#findInstall = findInstall;
    const botToken = this.#settings.botToken;
    if (!botToken) return;
    const api = await this.#apiFor(botToken);
    try {
      const who = await api.call<{ team_id?: string; user_id?: string; bot_id?: string }>(
        'auth.test',
        {},
      );
      this.#own = { team: who.team_id ?? '', botToken, botUserId: who.user_id, botId: who.bot_id };
    } catch (cause) {
      throw tokenRefused(cause);
    }
  }

  /** Bolt's `authorize`: the workspace an event came from. */
  async authorize(query: InstallationQuery<boolean>): Promise<AuthorizeResult> {
    if (this.#own && (!this.#findInstall || query.teamId === this.#own.team)) {
      const { botToken, botUserId, botId } = this.#own;
      return { botToken, botUserId, botId };
    }
    if (!this.#findInstall) throw new Error('the app has no token for this workspace');
    const key = query.teamId ?? query.enterpriseId ?? '';
    const known = this.#found.get(key);
    const now = this.#clock.now().getTime();
    if (known && now - known.at < FRESH_MS) return known.install;
    const install = await this.#findInstall(query);
    this.#found.set(key, { at: now, install });
    return install;
  }

  /** The Web API of a workspace. @throws Error where the app is not installed in it. */
  async api(team: string): Promise<SlackApi> {
    const { botToken } = await this.#workspace(team);
    return await this.#apiFor(botToken);
  }

  /** Who the bot is in a workspace. */
  async listening(team: string): Promise<Listening> {
    const { botUserId, botId } = await this.#workspace(team);
    const managers = this.#settings.managers;
    return { team, botUserId, botId, ...(managers ? { managers } : {}) };
  }

  /** Forgets what was remembered of a workspace: the app was removed from it. */
  forget(team: string): void {
    this.#found.delete(team);
  }

  async #workspace(team: string): Promise<Workspace> {
    const query = { teamId: team, enterpriseId: undefined, isEnterpriseInstall: false };
    const { botToken, botUserId, botId } = await this.authorize(query);
    if (!botToken) throw new Error(`the app is not installed in ${team}`);
    return { botToken, botUserId, botId };
  }

  async #apiFor(token: string): Promise<SlackApi> {
    let api = this.#apis.get(token);
    if (!api) {
      api = this.#makeClient(token);
      this.#apis.set(token, api);
    }
    return await api;
  }
}

/** Says what to do about a token that Slack refuses, or about a Slack that cannot be reached. */
export function tokenRefused(cause: unknown): ConfigurationError {
  const code = cause instanceof SlackCallError ? cause.code : undefined;
  if (!code) {
    return new ConfigurationError(`Slack cannot be reached: ${String(cause)}`, {
      cause,
      hint: 'Check the network, and SLACK_API_URL if it is set.',
    });
  }
  return new ConfigurationError(`Slack refuses SLACK_BOT_TOKEN: ${code}.`, {
    cause,
    hint: 'Copy the Bot User OAuth Token (xoxb-…) from the app page, OAuth & Permissions.',
  });
}

/** Bolt's store of installs over ours. */
export function installationStore(
  installations: SlackInstallations,
  clock: Clock,
): InstallationStore {
  const keyOf = (query: {
    isEnterpriseInstall?: boolean;
    enterpriseId?: string;
    teamId?: string;
  }) => {
    const key = query.isEnterpriseInstall ? query.enterpriseId : query.teamId;
    if (!key) throw new Error('an install without team and organisation');
    return key;
  };
  return {
    storeInstallation: async (installation) => {
      const { isEnterpriseInstall, enterprise, team } = installation;
      const key = keyOf({ isEnterpriseInstall, enterpriseId: enterprise?.id, teamId: team?.id });
      await installations.save(key, installation, clock.now());
    },
    fetchInstallation: async (query) => {
      const found = await installations.find(keyOf(query));
      if (!found) throw new Error(`the app is not installed in ${keyOf(query)}`);
      return found as never;
    },
    deleteInstallation: async (query) => await installations.delete(keyOf(query)),
  };
}
