/** How one provider writes a streamed answer. */
export interface Wire {
  name: 'openai' | 'anthropic' | 'gemini' | 'ollama';
  contentType: string;
  begin(): string[];
  text(piece: string): string;
  tool(name: string, args: string): string[];
  end(calledTool: boolean): string[];
  error(status: number): string;
  toolNames(body: unknown): string[];
}

const sse = (data: unknown, event?: string) =>
  `${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const message = (status: number) => `the test server answers ${status}`;

type Named = { name?: string; function?: { name: string } };

let calls = 0;

const openAiChunk = (delta: object, finish: string | null = null) =>
  sse({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });

/** Tokens that every answer of OpenAI's wire claims to have cost. */
export const OPENAI_USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** https://platform.openai.com/docs/api-reference/chat-streaming */
const openai: Wire = {
  name: 'openai',
  contentType: 'text/event-stream',
  begin: () => [openAiChunk({ role: 'assistant', content: '' })],
  text: (piece) => openAiChunk({ content: piece }),
  tool: (name, args) => {
    const id = `call_${++calls}`;
    const half = Math.ceil(args.length / 2);
    const part = (call: object) => openAiChunk({ tool_calls: [{ index: 0, ...call }] });
    return [
      part({ id, type: 'function', function: { name, arguments: args.slice(0, half) } }),
      part({ function: { arguments: args.slice(half) } }),
    ];
  },
  end: (calledTool) => [
    openAiChunk({}, calledTool ? 'tool_calls' : 'stop'),
    sse({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [],
      usage: OPENAI_USAGE,
    }),
    sse('[DONE]'),
  ],
  error: (status) => JSON.stringify({ error: { message: message(status), type: 'test' } }),
  toolNames: (body) =>
    ((body as { tools?: Named[] })?.tools ?? []).map((tool) => tool.function?.name ?? ''),
};

/** https://docs.anthropic.com/en/docs/build-with-claude/streaming */
const anthropic: Wire = {
  name: 'anthropic',
  contentType: 'text/event-stream',
  begin: () => [
    event('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  ],
  text: (piece) =>
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } }),
  tool: (name, args) => [
    event('content_block_start', {
      index: 1,
      content_block: { type: 'tool_use', id: `toolu_${++calls}`, name, input: {} },
    }),
    event('content_block_delta', {
      index: 1,
      delta: { type: 'input_json_delta', partial_json: args },
    }),
    event('content_block_stop', { index: 1 }),
  ],
  end: (calledTool) => [
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: calledTool ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage: { output_tokens: 1 },
    }),
    event('message_stop', {}),
  ],
  error: (status) =>
    JSON.stringify({ type: 'error', error: { type: 'test_error', message: message(status) } }),
  toolNames: (body) => ((body as { tools?: Named[] })?.tools ?? []).map((tool) => tool.name ?? ''),
};

function event(type: string, data: object): string {
  return sse({ type, ...data }, type);
}

const geminiChunk = (parts: object[], finish?: string) =>
  sse({
    candidates: [
      { index: 0, content: { role: 'model', parts }, ...(finish ? { finishReason: finish } : {}) },
    ],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  });

/** https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
const gemini: Wire = {
  name: 'gemini',
  contentType: 'text/event-stream',
  begin: () => [],
  text: (piece) => geminiChunk([{ text: piece }]),
  tool: (name, args) => [geminiChunk([{ functionCall: { name, args: JSON.parse(args) } }])],
  end: () => [geminiChunk([{ text: '' }], 'STOP')],
  error: (status) =>
    JSON.stringify({ error: { code: status, message: message(status), status: 'TEST' } }),
  toolNames: (body) =>
    ((body as { tools?: { functionDeclarations?: Named[] }[] })?.tools ?? []).flatMap((tool) =>
      (tool.functionDeclarations ?? []).map(({ name }) => name ?? ''),
    ),
};

const ollamaLine = (content: string, rest: object = {}) =>
  `${JSON.stringify({
    model: 'm',
    created_at: '2026-01-01T00:00:00Z',
    message: { role: 'assistant', content, ...('tool_calls' in rest ? rest : {}) },
    done: false,
  })}\n`;

/** https://github.com/ollama/ollama/blob/main/docs/api.md */
const ollama: Wire = {
  name: 'ollama',
  contentType: 'application/x-ndjson',
  begin: () => [],
  text: (piece) => ollamaLine(piece),
  tool: (name, args) => [
    ollamaLine('', { tool_calls: [{ function: { name, arguments: JSON.parse(args) } }] }),
  ],
  end: () => [
    `${JSON.stringify({
      model: 'm',
      created_at: '2026-01-01T00:00:00Z',
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: 'stop',
    })}\n`,
  ],
  error: (status) => JSON.stringify({ error: message(status) }),
  toolNames: (body) =>
    ((body as { tools?: Named[] })?.tools ?? []).map((tool) => tool.function?.name ?? ''),
};

/** The wire that a path belongs to. */
export function wireOf(path: string): Wire {
  if (path.includes('/messages')) return anthropic;
  if (path.includes('GenerateContent')) return gemini;
  if (path.includes('/api/chat')) return ollama;
  return openai;
}
