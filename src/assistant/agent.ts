import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { createAgent, createMiddleware, ToolInvocationError } from 'langchain';
import { z } from 'zod';
import { PaperboyError } from '../errors.ts';
import type { Candidate, Patience, TextListener } from '../model/reliable-model.ts';
import { ReliableModel } from '../model/reliable-model.ts';
import type { Turn } from '../store/conversations.ts';
import type { ObservedModelCall } from '../telemetry.ts';
import type { Toolbox } from './toolbox.ts';
import { createTools } from './tools.ts';

export interface AgentTurn {
  question: string;
  /** Earlier turns that the model sees, oldest first. */
  history: readonly Turn[];
  /** Papers the conversation is about. */
  scope: readonly { id: string; title: string }[];
  systemPrompt: string;
  toolbox: Toolbox;
  candidates: readonly Candidate[];
  patience: Patience;
  listener: TextListener;
  signal?: AbortSignal;
  /** Names this turn in traces. */
  requestId: string;
  observe?: (call: ObservedModelCall) => void;
}

/** Calls of the model in one turn; the last gets no tools, so that it must answer. */
const MODEL_CALLS = 6;
const TOOL_CALLS = 8;
/** Steps of the graph: a model call and its tools are two, with room for both limits to end it. */
const STEPS = 2 * MODEL_CALLS + 4;

/** What the parts of the agent read of the turn that they work for. */
interface Running {
  model: ReliableModel;
  systemMessage: SystemMessage;
  toolbox: Toolbox;
  modelCalls: number;
  toolCalls: number;
}

const contextSchema = z.object({ turn: z.custom<Running>() });

let built: ReturnType<typeof buildAgent> | undefined;

/** One agent serves all turns, each with a context of its own: building it costs as much as a search. */
function buildAgent() {
  return createAgent({
    // Never asked: each turn brings its own.
    model: new ReliableModel([], { text: () => {}, restart: () => false }, NO_PATIENCE),
    tools: createTools(),
    contextSchema,
    middleware: [turnModel(), limits(), safeToolErrors()],
  });
}

const NO_PATIENCE: Patience = { timeoutMs: 0, retries: 0, maxWaitMs: 0 };

/**
 * Runs LangChain's agent for one turn: the model calls tools until it answers. Its text goes to the
 * listener while it arrives.
 * @returns the name of the model that answered
 * @throws ModelError when no model could be made to answer, and what the signal was aborted with
 */
export async function runAgent(turn: AgentTurn): Promise<string> {
  const model = new ReliableModel(turn.candidates, turn.listener, turn.patience, turn.observe);
  const running: Running = {
    model,
    systemMessage: new SystemMessage(turn.systemPrompt),
    toolbox: turn.toolbox,
    modelCalls: 0,
    toolCalls: 0,
  };
  built ??= buildAgent();
  await built.invoke(
    { messages: [...historyMessages(turn.history), questionMessage(turn)] },
    {
      context: { turn: running },
      signal: turn.signal,
      recursionLimit: STEPS,
      runName: 'paperboy',
      metadata: { requestId: turn.requestId },
    },
  );
  return model.activeName;
}

/** The model and the prompt of the turn. */
function turnModel() {
  return createMiddleware({
    name: 'turn-model',
    contextSchema,
    wrapModelCall: (request, handler) => {
      const { model, systemMessage } = request.runtime.context.turn;
      return handler({ ...request, model, systemMessage });
    },
  });
}

/** Ends loops: the last call of the model has no tools to call, and tools run only so often. */
function limits() {
  return createMiddleware({
    name: 'limits',
    contextSchema,
    wrapModelCall: async (request, handler) => {
      const calls = ++request.runtime.context.turn.modelCalls;
      const answer = await handler(calls < MODEL_CALLS ? request : { ...request, tools: [] });
      // A model that calls tools it was not given would go on for ever.
      if (calls >= MODEL_CALLS && AIMessage.isInstance(answer) && answer.tool_calls?.length) {
        return new AIMessage(answer.text);
      }
      return answer;
    },
    wrapToolCall: async (request, handler) => {
      const calls = ++request.runtime.context.turn.toolCalls;
      return calls <= TOOL_CALLS
        ? handler(request)
        : toolError(
            request.toolCall,
            'No more tool calls in this turn: answer with what you have.',
          );
    },
  });
}

/** What went wrong in a tool reaches the model in words for it, never raw. */
function safeToolErrors() {
  return createMiddleware({
    name: 'safe-tool-errors',
    wrapToolCall: async (request, handler) => {
      try {
        return await handler(request);
      } catch (error) {
        request.runtime.signal?.throwIfAborted();
        return toolError(request.toolCall, describe(error));
      }
    },
  });
}

function describe(error: unknown): string {
  if (error instanceof PaperboyError) return [error.message, error.hint].filter(Boolean).join(' ');
  if (ToolInvocationError.isInstance(error)) {
    return 'The arguments do not fit the schema of this tool. Call it again with valid arguments.';
  }
  return 'The tool failed. Answer with what you have, or try another tool.';
}

function toolError(call: { id?: string; name: string }, content: string): ToolMessage {
  return new ToolMessage({
    content,
    tool_call_id: call.id ?? '',
    name: call.name,
    status: 'error',
  });
}

/** Earlier turns, with their papers beside the text so that follow-ups can be resolved. */
function historyMessages(history: readonly Turn[]): BaseMessage[] {
  return history.flatMap(({ question, answer, status, papers }) => {
    const sources = papers.map(({ id, title }, i) => `${i + 1}. ${title} (${id})`);
    const text = answer.replace(/\s*\[\d+\]/g, '');
    return [
      new HumanMessage(question),
      new AIMessage({
        content: sources.length > 0 ? `${text}\n\nPapers:\n${sources.join('\n')}` : text,
        additional_kwargs: { papers, answered: status !== 'not_in_corpus' },
      }),
    ];
  });
}

function questionMessage({ question, scope }: AgentTurn): HumanMessage {
  return new HumanMessage({ content: question, additional_kwargs: { scope } });
}
