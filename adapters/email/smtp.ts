import { Readable } from 'node:stream';
import { parseConnectionUrl } from 'nodemailer/lib/shared/index.js';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import { ConfigurationError, DeliveryError, type DeliveryFailure } from '../../src/index.ts';
import { limits } from './capabilities.ts';

/** A message as it goes over the wire. */
export interface Envelope {
  from: string;
  to: string;
  message: Buffer;
}

/** What nodemailer says when a step of SMTP fails. */
interface SmtpError extends Error {
  code?: string;
  /** The step: `CONN`, `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA`… */
  command?: string;
  responseCode?: number;
}

/** Sends mail, one connection a message, and tells whether a failed one may have been accepted. */
export class SmtpClient {
  readonly #options: SMTPConnection.Options;

  /** @param url `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte. */
  constructor(url: string) {
    this.#options = {
      ...parseConnectionUrl(url),
      connectionTimeout: limits.connect,
      greetingTimeout: limits.connect,
      socketTimeout: limits.silence,
    };
  }

  /** Connects and signs in; false if it can't be reached. @throws ConfigurationError when refused. */
  async check(): Promise<boolean> {
    try {
      const connection = await this.#connect();
      connection.quit();
      return true;
    } catch (error) {
      const { code, message } = error as SmtpError;
      // A server that is down now may be up when the next digest is due.
      if (code !== 'EAUTH') return false;
      throw new ConfigurationError(`The mail server refuses the sign-in: ${message}`, {
        cause: error,
        hint: 'Check the user and password in SMTP_URL.',
      });
    }
  }

  /** Sends a message; resolves with what the server said. @throws DeliveryError */
  async send({ from, to, message }: Envelope): Promise<string> {
    // SMTP accepts a message with the dot that ends it and never before.
    let complete = false;
    const data = Readable.from(
      (function* () {
        yield message;
        complete = true;
      })(),
    );
    let connection: SMTPConnection | undefined;
    try {
      connection = await this.#connect();
      return await this.#transfer(connection, { from, to: [to] }, data);
    } catch (error) {
      throw deliveryError(error as SmtpError, complete);
    } finally {
      connection?.quit();
      connection?.close();
    }
  }

  #connect(): Promise<SMTPConnection> {
    const connection = new SMTPConnection(this.#options);
    return new Promise((resolve, reject) => {
      connection.once('error', reject);
      connection.once('end', () => reject(new Error('The mail server closed the connection.')));
      connection.connect((error) => {
        if (error) return reject(error);
        const { auth } = this.#options;
        if (!auth) return resolve(connection);
        connection.login(auth as SMTPConnection.Credentials, (failure) =>
          failure ? reject(failure) : resolve(connection),
        );
      });
    });
  }

  #transfer(
    connection: SMTPConnection,
    envelope: SMTPConnection.Envelope,
    data: Readable,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      connection.once('error', reject);
      connection.once('end', () => reject(new Error('The mail server closed the connection.')));
      connection.send(envelope, data, (error, info) =>
        error ? reject(error) : resolve(info.response),
      );
    });
  }
}

/** What a failure means for the delivery; a reply with a code is the server's word, silence is none. */
function deliveryError(error: SmtpError, complete: boolean): DeliveryError {
  const failure = failureOf(error, complete);
  return new DeliveryError(failure, `The mail server: ${error.message}`, { cause: error });
}

function failureOf({ responseCode, command, code }: SmtpError, complete: boolean): DeliveryFailure {
  const permanent = responseCode !== undefined && responseCode >= 500;
  if (permanent && command === 'RCPT TO') return 'gone';
  if (permanent && command === 'MAIL FROM') return 'forbidden';
  if (permanent && command === 'DATA') return 'rejected';
  if (code === 'EENVELOPE' && responseCode === undefined) return 'rejected';
  return complete && responseCode === undefined ? 'unknown' : 'unavailable';
}
