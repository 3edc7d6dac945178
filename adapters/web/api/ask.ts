import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { type AnswerEvent, observeAnswer, type Paperboy } from '../../../src/index.ts';
import { responses } from './responses.ts';
import { AnswerBody, answerBody } from './schemas.ts';

const Key = z.string().regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits, - or _');

const AskBody = z
  .object({
    question: z.string().min(1, 'is empty').max(20_000, 'is too long'),
    conversation: Key.optional().describe('Follow-ups with the same key are understood.'),
    paperIds: z.array(z.string().max(200)).max(50).optional().describe('Answer from these alone.'),
  })
  .openapi('Ask');

const askRoute = createRoute({
  method: 'post',
  path: '/api/ask',
  summary: 'Answer a question with proof',
  description:
    'With `Accept: text/event-stream` the answer comes as server-sent events: `searching` {query}, ' +
    '`found` {papers}, `text` {text} and at last `done` {answer}.',
  request: { body: { required: true, content: { 'application/json': { schema: AskBody } } } },
  responses: {
    ...responses('The answer.', AnswerBody),
    200: {
      description: 'The answer, whole or as events.',
      content: {
        'application/json': { schema: AnswerBody },
        'text/event-stream': { schema: z.string() },
      },
    },
  },
});

const forgetRoute = createRoute({
  method: 'delete',
  path: '/api/conversations/{key}',
  summary: 'Delete a conversation',
  request: { params: z.object({ key: Key }) },
  responses: responses('It is gone.', z.object({ deleted: z.boolean() })),
});

const conversationOf = (key: string) => `web//${key}`;

/** Questions and conversations. */
export function askRoutes(app: OpenAPIHono, paperboy: Paperboy): void {
  app.openapi(askRoute, async (context) => {
    const { question, conversation, paperIds } = context.req.valid('json');
    const assistant = await paperboy.assistant();
    const asked = assistant.ask(question, {
      ...(conversation ? { conversation: conversationOf(conversation), userId: 'web' } : {}),
      ...(paperIds?.length ? { paperIds } : {}),
      requestId: context.get('requestId' as never),
      signal: context.req.raw.signal,
    });
    const events = observeAnswer(asked, 'web', paperboy.telemetry);
    if (context.req.header('accept')?.includes('text/event-stream')) {
      return streamSSE(context, async (stream) => {
        for await (const event of events) {
          await stream.writeSSE({ event: event.type, data: JSON.stringify(eventBody(event)) });
        }
      }) as never;
    }
    for await (const event of events) {
      if (event.type === 'done') return context.json(answerBody(event.answer), 200);
    }
    throw new Error('an answer ended without its last event');
  });
  app.openapi(forgetRoute, async (context) => {
    const { key } = context.req.valid('param');
    await (await paperboy.assistant()).forget(conversationOf(key));
    return context.json({ deleted: true }, 200);
  });
}

function eventBody(event: AnswerEvent): object {
  switch (event.type) {
    case 'done':
      return { answer: answerBody(event.answer) };
    case 'citation':
      return { n: event.citation.n, id: event.citation.paper.id };
    case 'searching':
      return { query: event.query };
    case 'found':
      return { papers: event.papers };
    case 'text':
      return { text: event.text };
  }
}
