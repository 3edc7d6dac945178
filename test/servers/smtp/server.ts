import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What the server does with the next message. */
export type SmtpFault =
  /** Refuses the recipient with this code. */
  | { kind: 'recipient'; code: number }
  /** Refuses the message after it was sent whole, with this code. */
  | { kind: 'message'; code: number }
  /** Takes the message and answers after some milliseconds. */
  | { kind: 'late'; ms: number }
  /** Takes the message and cuts the connection before the answer. */
  | { kind: 'cut-after' }
  /** Cuts the connection in the middle of the message, which it so never had. */
  | { kind: 'cut-inside' }
  /** Cuts the connection when the recipient is named. */
  | { kind: 'cut-before' };

/** A message that the server took. */
export interface HeldMail {
  from: string;
  to: string[];
  raw: string;
}

const reply = (code: number, text: string) =>
  Object.assign(new Error(text), { responseCode: code });

/** A mail server that speaks SMTP through a real library, with faults on demand. */
export class TestSmtpServer {
  readonly mails: HeldMail[] = [];
  readonly #faults: SmtpFault[] = [];
  readonly #smtp: SMTPServer;
  readonly #front: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(login?: { user: string; password: string }) {
    this.#smtp = new SMTPServer({
      authOptional: !login,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth: (auth, _session, done) => {
        const right = auth.username === login?.user && auth.password === login?.password;
        done(right ? null : reply(535, 'Wrong user or password'), { user: auth.username });
      },
      onRcptTo: (_address, _session, done) => {
        const [fault] = this.#faults;
        if (fault?.kind === 'cut-before') {
          this.#faults.shift();
          this.#cut();
        } else if (fault?.kind === 'recipient') {
          this.#faults.shift();
          done(reply(fault.code, 'No such mailbox'));
        } else done();
      },
      onData: (stream, session, done) => {
        const fault = this.#faults.shift();
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          if (fault?.kind === 'cut-inside') this.#cut();
          chunks.push(chunk);
        });
        stream.on('end', () => {
          if (fault?.kind === 'cut-inside') return;
          if (fault?.kind === 'message') return done(reply(fault.code, 'Not now'));
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString(),
          });
          if (fault?.kind === 'cut-after') return this.#cut();
          setTimeout(() => done(), fault?.kind === 'late' ? fault.ms : 0);
        });
      },
    });
    this.#smtp.on('error', () => {});
    // A relay before it, whose connections can be cut at the wire.
    this.#front = createServer((socket) => {
      const { port } = this.#smtp.server.address() as AddressInfo;
      const inner = createConnection({ port, host: '127.0.0.1' });
      this.#sockets.add(socket);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        inner.destroy();
      });
      inner.on('close', () => socket.end());
      for (const each of [socket, inner]) each.on('error', () => {});
      socket.pipe(inner).pipe(socket);
    });
  }

  static async start(login?: { user: string; password: string }): Promise<TestSmtpServer> {
    const server = new TestSmtpServer(login);
    await new Promise<void>((resolve) => server.#smtp.listen(0, '127.0.0.1', () => resolve()));
    await new Promise<void>((resolve) => server.#front.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#front.address() as AddressInfo).port;
  }

  fail(...faults: SmtpFault[]): void {
    this.#faults.push(...faults);
  }

  async close(): Promise<void> {
    this.#cut();
    await new Promise((resolve) => this.#front.close(resolve));
    await new Promise<void>((resolve) => this.#smtp.close(() => resolve()));
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
