import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import type { Findings } from '../findings.ts';
import { EXTRACTIVE } from '../model-names.ts';
import type { Exchange, PaperRef } from './exchange.ts';
import { nextStep } from './next-step.ts';

interface CallOptions extends BaseChatModelCallOptions {
  tools?: BindToolsInput[];
}

/**
 * The offline model: it calls the same tools as a hosted one and answers with sentences of the
 * abstracts that they found, word for word, each with its marker. It knows nothing else.
 */
export class ExtractiveModel extends BaseChatModel<CallOptions> {
  constructor() {
    super({});
  }

  _llmType(): string {
    return EXTRACTIVE;
  }

  override bindTools(tools: BindToolsInput[]) {
    return this.withConfig({ tools } as Partial<CallOptions>);
  }

  async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): Promise<ChatResult> {
    const message = answer(messages, Boolean(options.tools?.length));
    return { generations: [{ message, text: message.text }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { content, tool_calls } = answer(messages, Boolean(options.tools?.length));
    const text = String(content);
    const chunk = new ChatGenerationChunk({
      text,
      message: new AIMessageChunk({
        content: text,
        tool_call_chunks: tool_calls?.map(({ id, name, args }, index) => ({
          id,
          name,
          index,
          args: JSON.stringify(args),
          type: 'tool_call_chunk' as const,
        })),
      }),
    });
    yield chunk;
    if (text)
      await run?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
  }
}

let calls = 0;

function answer(messages: BaseMessage[], mayCallTools: boolean): AIMessage {
  const step = nextStep(exchangeOf(messages), mayCallTools);
  if ('text' in step) return new AIMessage(step.text);
  const { name, args } = step.call;
  return new AIMessage({
    content: '',
    tool_calls: [{ id: `call_${++calls}`, name, args, type: 'tool_call' }],
  });
}

/** Reads what was asked, said before and found from the messages. */
function exchangeOf(messages: BaseMessage[]): Exchange {
  const at = messages.findLastIndex((message) => message.getType() === 'human');
  const asked = messages[at];
  const earlier = messages.slice(0, Math.max(0, at));
  const history = earlier.flatMap((message, i) =>
    message.getType() === 'ai'
      ? [
          {
            question: earlier[i - 1]?.text ?? '',
            papers: (message.additional_kwargs.papers as PaperRef[] | undefined) ?? [],
            answered: message.additional_kwargs.answered !== false,
          },
        ]
      : [],
  );
  const results = messages.slice(at + 1).filter((message) => ToolMessage.isInstance(message));
  return {
    question: asked?.text ?? '',
    scope: (asked?.additional_kwargs.scope as PaperRef[] | undefined) ?? [],
    history,
    tries: results.length,
    found: results.flatMap((result) => (result.artifact as Findings | undefined) ?? []),
  };
}
