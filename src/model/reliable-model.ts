import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CallbackManager, type CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import {
  type BaseChatModel as AnyChatModel,
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import type { AIMessage, AIMessageChunk, BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { ModelError } from '../errors.ts';
import type { ObservedModelCall } from '../telemetry.ts';
import {
  describeFailure,
  EmptyAnswerError,
  type ModelFailure,
  SilenceError,
} from './model-failure.ts';

/** A model to try, loaded when it is first needed. */
export interface Candidate {
  /** Such as `openai:gpt-4o`, for messages. */
  name: string;
  load(): Promise<AnyChatModel>;
}

/** Follows the text of a call while it arrives. */
export interface TextListener {
  text(delta: string): void;
  /** The call is made anew: forget its text. False if some has left already and stands. */
  restart(): boolean;
}

export interface Patience {
  /** Longest silence of a model before and between pieces of its answer, in milliseconds. */
  timeoutMs: number;
  /** Further tries of one model after a failure that may pass. */
  retries: number;
  /** Longest wait between tries, in milliseconds; a server that asks for more is given up. */
  maxWaitMs: number;
  /** How to wait; tests replace it. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

interface CallOptions extends BaseChatModelCallOptions {
  tools?: BindToolsInput[];
}

const sleepFor = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal });
};

/**
 * A chat model made of several: each call streams from the first that answers. Failures that may
 * pass (429, 5xx, network, silence, an empty answer) are tried again with backoff, obeying
 * Retry-After; then the next model takes over. One instance serves one turn, so that text reaches
 * the turn's listener and a model found broken is not asked again.
 * @throws ModelError when all have failed.
 */
export class ReliableModel extends BaseChatModel<CallOptions> {
  readonly #candidates: readonly Candidate[];
  readonly #listener: TextListener;
  readonly #patience: Patience;
  readonly #observe: (call: ObservedModelCall) => void;
  #current = 0;

  constructor(
    candidates: readonly Candidate[],
    listener: TextListener,
    patience: Patience,
    observe: (call: ObservedModelCall) => void = () => {},
  ) {
    super({});
    this.#candidates = candidates;
    this.#listener = listener;
    this.#patience = patience;
    this.#observe = observe;
  }

  /** Name of the model that answered last, or is asked next. */
  get activeName(): string {
    return this.#candidates[this.#current]!.name;
  }

  _llmType(): string {
    return 'reliable';
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools } as Partial<CallOptions>);
  }

  async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const failures: ModelFailure[] = [];
    let cause: unknown;
    for (; this.#current < this.#candidates.length; this.#current++) {
      const outcome = await this.#tryOne(this.#candidates[this.#current]!, messages, options, run);
      if ('message' in outcome) {
        return { generations: [{ message: outcome.message, text: outcome.message.text }] };
      }
      failures.push(outcome.failure);
      cause = outcome.cause;
    }
    this.#current = 0;
    throw new ModelError(`${failures.map((failure) => failure.what).join('; ')}.`, {
      hint: failures.at(-1)!.hint,
      cause,
    });
  }

  async #tryOne(
    candidate: Candidate,
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): Promise<{ message: AIMessage } | { failure: ModelFailure; cause: unknown }> {
    const { retries, maxWaitMs, sleep = sleepFor } = this.#patience;
    const model = await candidate.load();
    for (let attempt = 0; ; attempt++) {
      const started = performance.now();
      const ended = (outcome: string, { usage_metadata: usage }: Partial<AIMessage> = {}) =>
        this.#observe({
          model: candidate.name,
          outcome,
          ms: performance.now() - started,
          inputTokens: usage?.input_tokens,
          outputTokens: usage?.output_tokens,
        });
      try {
        const message = await this.#attempt(model, messages, options, run);
        ended('ok', message);
        return { message };
      } catch (error) {
        if (options.signal?.aborted) ended('stopped');
        options.signal?.throwIfAborted();
        const failure = describeFailure(error, candidate.name);
        ended(failure.kind);
        if (!this.#listener.restart()) {
          throw new ModelError(`${failure.what}.`, { hint: failure.hint, cause: error });
        }
        const wait = failure.retryAfterMs ?? 500 * 2 ** attempt;
        if (!failure.retryable || attempt >= retries || wait > maxWaitMs) {
          return { failure, cause: error };
        }
        await sleep(wait, options.signal);
      }
    }
  }

  async #attempt(
    model: AnyChatModel,
    messages: BaseMessage[],
    { tools, signal }: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): Promise<AIMessage> {
    const silence = new AbortController();
    const { timeoutMs } = this.#patience;
    const giveUp = () => silence.abort(new SilenceError(timeoutMs));
    const timer = setTimeout(giveUp, timeoutMs);
    const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
    // Some clients never settle after an abort: the race ends the wait whatever they do.
    const aborted = new Promise<never>((_, reject) => {
      either.addEventListener('abort', () => reject(either.reason), { once: true });
    });
    aborted.catch(() => {});
    const caller = tools?.length && model.bindTools ? model.bindTools(tools) : model;
    let whole: AIMessageChunk | undefined;
    try {
      const stream = await Promise.race([
        caller.stream(messages, { signal: either, callbacks: below(run) }),
        aborted,
      ]);
      const chunks = stream[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([chunks.next(), aborted]);
        if (next.done) break;
        timer.refresh();
        whole = whole ? whole.concat(next.value) : next.value;
        if (next.value.text) this.#listener.text(next.value.text);
      }
    } catch (error) {
      throw silence.signal.aborted ? silence.signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
    return checked(whole);
  }
}

/** Lets a tracer show the provider's own call below the agent's; nothing else listens to it. */
function below(run?: CallbackManagerForLLMRun): CallbackManager | undefined {
  if (!run) return undefined;
  const callbacks = new CallbackManager(run.runId);
  callbacks.setHandlers(run.handlers);
  return callbacks;
}

/**
 * A message that the agent can go on with. Tool calls whose arguments are no JSON become calls
 * without arguments, so that the model is told what is missing and can mend it.
 */
function checked(message: AIMessageChunk | undefined): AIMessage {
  if (!message) throw new EmptyAnswerError();
  if (!message.tool_calls?.length && message.invalid_tool_calls?.length) {
    message.tool_calls = message.invalid_tool_calls.flatMap(({ id, name }) =>
      name ? [{ id, name, args: {}, type: 'tool_call' as const }] : [],
    );
    message.invalid_tool_calls = [];
  }
  if (!message.text.trim() && !message.tool_calls?.length) throw new EmptyAnswerError();
  // Some servers give every message one id, and the agent keeps one message for each id.
  message.id = randomUUID();
  return message;
}
