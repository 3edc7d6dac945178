import type { ChatAdapter } from './chat/adapter.ts';
import type { ChatService } from './chat/chat-service.ts';
import { digestCommand } from './chat/commands/digest.ts';
import { forgetCommand } from './chat/commands/forget.ts';
import { helpCommand } from './chat/commands/help.ts';
import {
  bibtexCommand,
  paperCommand,
  searchCommand,
  similarCommand,
} from './chat/commands/papers.ts';
import { trendingCommand } from './chat/commands/trending.ts';
import { followCommand, watchCommand } from './chat/commands/watch.ts';
import { RequestLimiter } from './chat/limits.ts';
import { createChatService } from './chat/service.ts';
import { Refresher } from './corpus/refresh.ts';
import { createDigests, type Digests } from './digest/digests.ts';
import { digestMatches } from './digest/matches.ts';
import { ServiceHome } from './home.ts';
import { Janitor } from './janitor.ts';
import type { Paperboy } from './paperboy.ts';
import { Reindexer } from './reindex.ts';
import { ObservedRetriever } from './retrieval/observed-retriever.ts';
import { ChatEventStore } from './store/chat-events.ts';
import { deleteConversations } from './store/conversations.ts';
import { FeedbackStore } from './store/feedback.ts';
import { ReplyStore } from './store/replies.ts';

/** What runs while Paperboy serves. */
export interface Service {
  chat: ChatService;
  digests: Digests;
  home: ServiceHome;
  /** Begins what happens by itself: refreshing sources, delivering digests, deleting what expired. */
  start(): void;
  /** Ends it, after what is under way. */
  stop(deadlineMs: number): Promise<void>;
}

/** The platforms that may be posted to. */
export interface ServiceSurroundings {
  adapters: () => ReadonlyMap<string, ChatAdapter>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Platforms redeliver an event within hours. */
const EVENT_DAYS = 7;

/** Puts together what adapters talk to and what happens by itself. */
export async function createService(
  paperboy: Paperboy,
  { adapters }: ServiceSurroundings,
): Promise<Service> {
  const { db, clock, log, config, telemetry } = paperboy;
  const [library, assistant, trending, watches] = await Promise.all([
    paperboy.library(),
    paperboy.assistant(),
    paperboy.trending(),
    paperboy.watches(),
  ]);
  const retriever = () => new ObservedRetriever(library.retriever, telemetry);
  const events = new ChatEventStore(db);
  const replies = new ReplyStore(db);
  const feedback = new FeedbackStore(db);
  const digests = createDigests({
    db,
    trending,
    matches: digestMatches(watches),
    adapters,
    clock,
    log,
    settings: { catchUpMs: config.digests.catchUpDays * DAY_MS },
    observe: (delivery) => telemetry.delivery(delivery),
  });
  const chat = createChatService({
    retriever,
    assistant,
    commands: {
      search: searchCommand(retriever),
      paper: paperCommand(retriever),
      similar: similarCommand(retriever),
      trending: trendingCommand(trending),
      bibtex: bibtexCommand(retriever),
      forget: forgetCommand({ assistant, replies, feedback }),
      help: helpCommand,
      watch: watchCommand(watches),
      follow: followCommand(watches),
      digest: digestCommand(digests, clock),
    },
    events,
    replies,
    feedback,
    limiter: new RequestLimiter(config.limits),
    clock,
    log,
    telemetry,
  });
  const conversations = { deleteBefore: (instant: Date) => deleteConversations(db, instant) };
  const janitor = new Janitor(
    [
      { keeper: events, days: EVENT_DAYS },
      { keeper: replies, days: config.retention.replyDays },
      { keeper: feedback, days: config.retention.replyDays },
      { keeper: conversations, days: config.retention.conversationDays },
    ],
    clock,
    log,
  );
  const { papers } = paperboy;
  const reindexer = new Reindexer({ library, papers, dataDir: config.dataDir, log });
  const { refreshMinutes } = config.sources;
  const refresher = new Refresher({
    ingest: paperboy.sources(),
    clock,
    log,
    refreshMinutes,
    catchUpDays: config.digests.catchUpDays,
    sources: config.sources.further,
    onChanged: async () => {
      await reindexer.run();
      await watches.scan();
    },
  });
  return {
    chat,
    digests,
    home: new ServiceHome({ digests, watches, trending, replies }),
    start() {
      if (refreshMinutes > 0) refresher.start();
      reindexer.start();
      digests.start();
      janitor.start();
    },
    async stop(deadlineMs) {
      await Promise.all([refresher.stop(), digests.stop(deadlineMs), janitor.stop()]);
      await reindexer.stop();
    },
  };
}
