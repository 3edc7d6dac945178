import { statusText } from './chat/commands/digest.ts';
import { watchItem } from './chat/commands/watch.ts';
import { userKey } from './chat/messages.ts';
import { paperLine } from './chat/paper-line.ts';
import type { ListItem, PaperLine } from './chat/reply.ts';
import type { Digests } from './digest/digests.ts';
import type { ReplyStore } from './store/replies.ts';
import type { Trending } from './trending/trending.ts';
import type { Watches } from './trending/watch.ts';

/** What a page of a person's own shows. */
export interface HomeOverview {
  watches: ListItem[];
  subscriptions: ListItem[];
  /** Recent questions, newest first. */
  questions: string[];
  trending: PaperLine[];
}

/** Whose page it is. */
export interface HomeOwner {
  adapter: string;
  workspace: string;
  userId: string;
}

const TRENDING = 5;
const QUESTIONS = 5;
const SUGGESTIONS = 4;
const MOST_TITLE = 60;

/** Gathers what concerns one person. */
export class ServiceHome {
  readonly #parts: { digests: Digests; watches: Watches; trending: Trending; replies: ReplyStore };

  constructor(parts: {
    digests: Digests;
    watches: Watches;
    trending: Trending;
    replies: ReplyStore;
  }) {
    this.#parts = parts;
  }

  /** A person's watches, subscriptions and questions, and what is rising. */
  async of(owner: HomeOwner): Promise<HomeOverview> {
    const { digests, watches, trending, replies } = this.#parts;
    const { adapter, workspace, userId } = owner;
    const own = { adapter, workspace, channel: userId };
    const all = await digests.list();
    const mine = all.filter(
      ({ subscription: { target, userId: by } }) =>
        target.adapter === adapter && target.workspace === workspace && by === userId,
    );
    const { papers } = await trending.rank({ k: TRENDING });
    return {
      watches: (await watches.list(own)).map(watchItem),
      subscriptions: mine.map((status) => ({
        id: status.subscription.id,
        text: statusText(status),
      })),
      questions: await replies.questionsOf(userKey(owner), QUESTIONS),
      trending: papers.map(({ paper, why }) => paperLine(paper, undefined, why)),
    };
  }

  /** Questions worth asking about what is rising. */
  async suggestions(): Promise<string[]> {
    const { papers } = await this.#parts.trending.rank({ k: SUGGESTIONS });
    return papers.map(({ paper }) => {
      const [name = paper.title] = paper.title.split(/:\s/);
      const short = name.length > MOST_TITLE ? `${name.slice(0, MOST_TITLE - 1)}…` : name;
      return `What does “${short}” show?`;
    });
  }
}
