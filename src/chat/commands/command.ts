import type { Retriever } from '../../retrieval/retriever.ts';
import type { Command, IncomingMessage } from '../messages.ts';
import type { ReplyBody } from '../reply.ts';

/** The command of one name. */
export type CommandOf<N extends Command['name']> = Extract<Command, { name: N }>;

/** Executes a command; what it throws becomes a notice to whoever asked. */
export type CommandHandler<N extends Command['name']> = (
  command: CommandOf<N>,
  message: IncomingMessage,
) => Promise<ReplyBody>;

/** Commands that answer with one reply; `ask` streams and stands apart. */
export type CommandHandlers = {
  [N in Exclude<Command['name'], 'ask'>]: CommandHandler<N>;
};

/** The newest snapshot of the corpus; it changes when papers come in. */
export type CurrentRetriever = () => Retriever;
