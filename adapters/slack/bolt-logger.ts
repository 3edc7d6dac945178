import type { LogLevel, Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from '../../src/index.ts';

/** Bolt's and the Web API's logs in the project's logger; theirs at `info` are details to us. */
export function boltLogger(logger: Logger): SlackLogger {
  const text = (messages: unknown[]) => messages.map(String).join(' ');
  return {
    debug: () => {},
    info: (...messages) => logger.debug({}, text(messages)),
    warn: (...messages) => logger.info({}, text(messages)),
    error: (...messages) => logger.warn({}, text(messages)),
    setLevel: () => {},
    // A level other than `debug` keeps Slack's packages from putting together texts nobody reads.
    getLevel: () => 'info' as LogLevel,
    setName: () => {},
  };
}
