import type {
  ChatAdapter,
  ChatService,
  Digests,
  Logger,
  Paperboy,
  ServiceHome,
} from '../src/index.ts';
import type { Mount } from './web/app.ts';
import type { NodeMount } from './web/server.ts';

/** The platforms that are configured, and the paths that they answer over HTTP. */
export interface Platforms {
  adapters: ReadonlyMap<string, ChatAdapter>;
  mounts: Mount[];
  nodeMounts: NodeMount[];
}

/** What platforms need beside the core's settings. */
export interface PlatformParts {
  paperboy: Paperboy;
  chat: ChatService;
  digests: Digests;
  home: ServiceHome;
  log: Logger;
}

/** Makes the platforms that are configured; none is connected yet. */
export async function makePlatforms(parts: PlatformParts): Promise<Platforms> {
  const { paperboy, chat, digests, home, log } = parts;
  const { config, clock, db } = paperboy;
  const adapters = new Map<string, ChatAdapter>();
  const mounts: Mount[] = [];
  const nodeMounts: NodeMount[] = [];
  const logger = (adapter: string) => log.child({ adapter });
  if (config.discord) {
    const { createDiscordAdapter } = await import('./discord/adapter.ts');
    const settings = config.discord;
    const discord = createDiscordAdapter({ chat, settings, logger: logger('discord') });
    adapters.set(discord.name, discord);
    const { interactions } = discord;
    if (interactions) mounts.push({ path: '/discord', handle: interactions });
  }
  if (config.slack) {
    const { createSlackAdapter } = await import('./slack/adapter.ts');
    const slack = createSlackAdapter({
      chat,
      settings: config.slack,
      db,
      clock,
      logger: logger('slack'),
      suggestions: () => home.suggestions(),
      home: (userId, workspace) => home.of({ adapter: 'slack', workspace, userId }),
    });
    adapters.set(slack.name, slack);
    if (config.slack.signingSecret) {
      nodeMounts.push({
        path: '/slack',
        // There is none before the adapter has started.
        handle: (request, response) =>
          slack.handler
            ? slack.handler(request, response)
            : response.writeHead(503, { 'Retry-After': '5' }).end(),
      });
    }
  }
  if (config.email) {
    const { EmailAdapter } = await import('./email/adapter.ts');
    const email = new EmailAdapter(config.email, { digests, clock, log: logger('email') });
    adapters.set(email.name, email);
    mounts.push({ path: '/email', handle: email.handler });
  }
  return { adapters, mounts, nodeMounts };
}
