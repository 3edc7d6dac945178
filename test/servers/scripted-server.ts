import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer to play instead of the usual one. */
export interface PlayedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Accept the request and never answer. */
  hang?: boolean;
  /** Close the connection without an answer. */
  hangUp?: boolean;
}

/** A request as it came in. */
export interface SeenRequest {
  url: URL;
  headers: IncomingMessage['headers'];
  /** Milliseconds since 1970. */
  at: number;
  /** Requests under way when it came, itself included. */
  open: number;
}

/**
 * A server on 127.0.0.1 that gives its usual answers unless some are scripted: those are played
 * first, in order. It keeps every request.
 */
export abstract class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly #script: PlayedAnswer[] = [];
  #always: PlayedAnswer | undefined;
  #server: Server | undefined;
  #open = 0;

  /** The usual answer. */
  protected abstract answer(url: URL): PlayedAnswer;

  async start(): Promise<this> {
    const server = createServer((request, response) => this.#serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Base address. */
  get url(): string {
    const { port } = this.#server!.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Plays these answers to the next requests. */
  play(...answers: PlayedAnswer[]): void {
    this.#script.push(...answers);
  }

  /** Plays one answer to every request from now on; undefined ends it. */
  playAlways(answer: PlayedAnswer | undefined): void {
    this.#always = answer;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    this.#open++;
    response.on('close', () => this.#open--);
    this.requests.push({ url, headers: request.headers, at: Date.now(), open: this.#open });
    const {
      status = 200,
      headers,
      body,
      hang,
      hangUp,
    } = this.#script.shift() ?? this.#always ?? this.answer(url);
    if (hang) return;
    if (hangUp) return void request.socket.destroy();
    response.writeHead(status, headers).end(body);
  }
}
