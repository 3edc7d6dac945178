import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Wire, wireOf } from './wires.ts';

/** What a model says in answer to one request. */
export type Reply =
  /** Text, streamed in small pieces. */
  | { text: string }
  /** A call of a tool; `args` as a string is sent as it is, valid JSON or not. */
  | { tool: string; args: Record<string, unknown> | string }
  | { status: number; headers?: Record<string, string>; body?: string }
  /** The stream breaks off after this text. */
  | { cutAfter: string }
  /** Status 200 with a body that is no stream of events. */
  | { page: string }
  /** Headers, then nothing for good. */
  | { silence: true }
  /** Nothing at all: no text and no tool call. */
  | { nothing: true };

/** A request as the server saw it. */
export interface Seen {
  wire: Wire['name'];
  path: string;
  body: unknown;
  /** All text of the request, for looking whether something stands in it. */
  text: string;
  /** Names of the tools it offers. */
  tools: string[];
}

/** How a reply depends on what was asked, such as on keys that the tools printed. */
export type Script = Reply | ((seen: Seen) => Reply);

/**
 * A chat model's server on 127.0.0.1 that speaks the wires of OpenAI, Anthropic, Gemini and Ollama,
 * told apart by path. It answers requests with the replies of its script in order; the last repeats.
 */
export class ModelServer {
  readonly seen: Seen[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #script: Script[] = [];

  static async start(...script: Script[]): Promise<ModelServer> {
    const server = new ModelServer();
    server.#script = script;
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const wire = wireOf(request.url ?? '');
    const body = text ? JSON.parse(text) : undefined;
    const seen = { wire: wire.name, path: request.url!, body, text, tools: wire.toolNames(body) };
    this.seen.push(seen);
    const next = this.#script.length > 1 ? this.#script.shift()! : this.#script[0]!;
    await send(response, wire, reply(next, seen));
  }
}

/** A script that fails is a failure that the test sees, not a server that hangs. */
function reply(script: Script, seen: Seen): Reply {
  try {
    return typeof script === 'function' ? script(seen) : script;
  } catch (error) {
    return { status: 400, body: String(error) };
  }
}

async function send(response: ServerResponse, wire: Wire, reply: Reply): Promise<void> {
  if ('status' in reply) {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body ?? wire.error(reply.status));
    return;
  }
  if ('page' in reply) {
    response.writeHead(200, { 'content-type': 'text/html' }).end(reply.page);
    return;
  }
  response.writeHead(200, { 'content-type': wire.contentType });
  if ('silence' in reply) {
    response.flushHeaders();
    return;
  }
  if ('cutAfter' in reply) {
    for (const event of wire.begin().concat(pieces(reply.cutAfter).map(wire.text)))
      response.write(event);
    await delay(20);
    response.destroy();
    return;
  }
  const inner =
    'text' in reply
      ? pieces(reply.text).map(wire.text)
      : 'tool' in reply
        ? wire.tool(
            reply.tool,
            typeof reply.args === 'string' ? reply.args : JSON.stringify(reply.args),
          )
        : [];
  for (const event of [...wire.begin(), ...inner, ...wire.end('tool' in reply)])
    response.write(event);
  response.end();
}

/** Pieces of seven characters: no border of a sentence or marker is kept. */
function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,7}/g) ?? [];
}
