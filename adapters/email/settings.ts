import type { Clock, Digests, Logger } from '../../src/index.ts';

/** How mail is sent. */
export interface EmailSettings {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  smtpUrl: string;
  /** Address digests come from, with a name if wished: `Paperboy <paperboy@example.org>`. */
  from: string;
  /** Signs the links in mails. */
  secret: string;
  /** Where this program's pages are reached from outside; links in mails begin with it. */
  publicUrl: string;
}

/** What mail needs of the core. */
export interface EmailParts {
  digests: Digests;
  clock: Clock;
  log: Logger;
}
