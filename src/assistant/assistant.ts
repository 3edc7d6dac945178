import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../clock.ts';
import { InputError } from '../errors.ts';
import { type ChatModelSettings, chatModels } from '../model/chat-model.ts';
import { Prompts } from '../model/prompts.ts';
import type { Candidate, Patience, TextListener } from '../model/reliable-model.ts';
import { ObservedRetriever } from '../retrieval/observed-retriever.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import { type Conversation, ConversationStore } from '../store/conversations.ts';
import type { Database } from '../store/database.ts';
import { noTelemetry, type Telemetry } from '../telemetry.ts';
import type { Trending } from '../trending/trending.ts';
import type { Answer, AnswerEvent, AskOptions, Assistant } from './answer.ts';
import { remember } from './conversation.ts';
import { EventQueue } from './event-queue.ts';
import { Gate } from './gate.ts';
import { Ledger } from './ledger.ts';
import { failureOf, type Outcome, outcomeOf, remarked } from './outcome.ts';
import { remarkOn } from './remarks.ts';
import { Toolbox } from './toolbox.ts';

export interface AssistantSettings {
  /** The current state of the corpus; asked once a turn. */
  retriever: () => Retriever;
  /** Where conversations are kept; without it every question stands alone. */
  db?: Database;
  trending?: Trending;
  /** Models to try in order; default the offline one. */
  model?: ChatModelSettings;
  patience?: Partial<Patience>;
  /** Days after its last turn at which a conversation is deleted; default 30. */
  conversationDays?: number;
  clock?: Clock;
  /** Told what a user only sees as a reason. */
  onError?: (error: unknown, requestId: string) => void;
  telemetry?: Telemetry;
  /** Folder of the prompts; default the one that ships. */
  promptsDir?: string;
}

const PATIENCE: Patience = { timeoutMs: 60_000, retries: 2, maxWaitMs: 20_000 };
/** Turns kept of a conversation. */
const KEEP_TURNS = 60;
/** Longest question in characters; a longer one is a document. */
const MOST_QUESTION = 8000;

/**
 * The assistant over a corpus.
 * @throws ConfigurationError for a bad model name or prompts that cannot be used.
 */
export function createAssistant(settings: AssistantSettings): Assistant {
  return new GatedAssistant(settings);
}

class GatedAssistant implements Assistant {
  readonly model: string;
  readonly #settings: AssistantSettings;
  readonly #candidates: readonly Candidate[];
  readonly #prompts: Prompts;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  readonly #conversations: ConversationStore | undefined;

  constructor(settings: AssistantSettings) {
    this.#settings = settings;
    this.#candidates = chatModels(settings.model ?? { models: ['extractive'] });
    this.#prompts = Prompts.load(settings.promptsDir);
    this.#clock = settings.clock ?? systemClock;
    this.#telemetry = settings.telemetry ?? noTelemetry;
    this.model = this.#candidates[0]!.name;
    const limits = { keep: KEEP_TURNS, expireDays: settings.conversationDays ?? 30 };
    this.#conversations = settings.db && new ConversationStore(settings.db, this.#clock, limits);
  }

  async *ask(question: string, options: AskOptions = {}): AsyncGenerator<AnswerEvent, void> {
    const asked = checkQuestion(question);
    const started = performance.now();
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const queue = new EventQueue<AnswerEvent>();
    const requestId = options.requestId ?? randomUUID();
    const turn = this.#answer(asked, { ...options, requestId, signal }, queue, started)
      .then((answer) => queue.push({ type: 'done', answer }))
      .finally(() => queue.close());
    try {
      yield* queue.drain();
      await turn;
    } finally {
      // Whoever stops reading wants no more of the answer.
      stop.abort();
    }
  }

  async forget(conversation: string): Promise<void> {
    await this.#conversations?.forget(conversation);
  }

  async forgetUser(userId: string): Promise<void> {
    await this.#conversations?.forgetUser(userId);
  }

  /** One turn from question to answer; never throws for what a model or a tool did. */
  async #answer(
    question: string,
    options: AskOptions & { requestId: string },
    queue: EventQueue<AnswerEvent>,
    started: number,
  ): Promise<Answer> {
    const ledger = new Ledger();
    const gate = new Gate(ledger, ({ text, citations }) => {
      queue.push({ type: 'text', text });
      for (const citation of citations) queue.push({ type: 'citation', citation });
    });
    let gateMs = 0;
    const timed = (work: () => void) => {
      const began = performance.now();
      work();
      gateMs += performance.now() - began;
    };
    let model = this.model;
    let outcome: Outcome;
    try {
      const retriever = new ObservedRetriever(this.#settings.retriever(), this.#telemetry);
      const remark = await remarkOn(question, retriever);
      if (remark !== undefined) {
        queue.push({ type: 'text', text: remark });
        const ms = performance.now() - started;
        return { question, ...remarked(remark), model, repairs: 0, ms };
      }
      retriever.foresee(question);
      const conversation = await this.#load(options.conversation);
      const scope = options.paperIds ?? conversation.scope;
      model = await this.#runModel({
        question,
        options,
        conversation,
        scope,
        retriever,
        ledger,
        listener: {
          text: (delta) => timed(() => gate.write(delta)),
          restart: () => gate.restart(),
        },
        queue,
      });
      timed(() => gate.finish());
      outcome = outcomeOf(gate, ledger, retriever.size);
      await this.#save(question, outcome, options, scope);
    } catch (error) {
      const aborted = options.signal?.aborted ?? false;
      if (!aborted) this.#settings.onError?.(error, options.requestId);
      outcome = failureOf(error, aborted, gate);
    }
    this.#telemetry.stage('gate', gateMs);
    const ms = performance.now() - started;
    return { question, ...outcome, model, repairs: gate.repairs, ms };
  }

  async #runModel(turn: {
    question: string;
    options: AskOptions & { requestId: string };
    conversation: Conversation;
    scope: readonly string[] | undefined;
    retriever: Retriever;
    ledger: Ledger;
    listener: TextListener;
    queue: EventQueue<AnswerEvent>;
  }): Promise<string> {
    const { question, options, conversation, scope, retriever, ledger, listener, queue } = turn;
    const memory = remember(conversation.turns);
    const papers = await papersOf(retriever, scope);
    // LangChain takes a quarter of a second to load: only a turn needs it.
    const { runAgent } = await import('./agent.ts');
    return runAgent({
      question,
      history: memory.turns,
      scope: papers,
      systemPrompt: this.#systemPrompt(retriever.size, papers, memory.summary),
      toolbox: new Toolbox({
        retriever,
        trending: this.#settings.trending,
        ledger,
        scope,
        onSearch: (query) => queue.push({ type: 'searching', query }),
        onFound: (count) => queue.push({ type: 'found', papers: count }),
      }),
      candidates: this.#candidates,
      patience: { ...PATIENCE, ...this.#settings.patience },
      listener,
      signal: options.signal,
      requestId: options.requestId,
      observe: (call) => this.#telemetry.modelCall(call),
    });
  }

  #systemPrompt(
    count: number,
    papers: readonly { id: string; title: string }[],
    summary: string,
  ): string {
    const list = papers.map(({ id, title }) => `- ${title} (${id})`).join('\n');
    return this.#prompts.fill('answer', {
      count: count.toLocaleString('en'),
      today: this.#clock.now().toISOString().slice(0, 10),
      scope: list && this.#prompts.fill('scope', { papers: list }),
      history: summary && this.#prompts.fill('history', { turns: summary }),
    });
  }

  async #load(key: string | undefined): Promise<Conversation> {
    const empty: Conversation = { turns: [] };
    return key === undefined ? empty : ((await this.#conversations?.load(key)) ?? empty);
  }

  async #save(
    question: string,
    outcome: Outcome,
    { conversation, userId }: AskOptions,
    scope: readonly string[] | undefined,
  ): Promise<void> {
    if (conversation === undefined) return;
    const { text, status, citations, suggestions } = outcome;
    const papers = status === 'answered' ? citations.map(({ paper }) => paper) : suggestions;
    await this.#conversations?.append(conversation, {
      question,
      answer: text,
      status,
      papers,
      userId,
      ...(scope ? { scope: [...scope] } : {}),
    });
  }
}

function checkQuestion(question: string): string {
  const asked = question.trim();
  if (asked === '') {
    throw new InputError('The question is empty.', { hint: 'Ask something about the papers.' });
  }
  if (asked.length > MOST_QUESTION) {
    throw new InputError(
      `The question has ${asked.length.toLocaleString('en')} characters; ${MOST_QUESTION.toLocaleString('en')} are taken.`,
      { hint: 'Ask in a few sentences.' },
    );
  }
  return asked;
}

async function papersOf(
  retriever: Retriever,
  scope: readonly string[] | undefined,
): Promise<{ id: string; title: string }[]> {
  const papers = await Promise.all((scope ?? []).map((id) => retriever.paper(id)));
  return papers.flatMap((paper) => (paper ? [{ id: paper.id, title: paper.title }] : []));
}
