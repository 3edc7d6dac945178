import { type Command, readBareWords } from '../../src/index.ts';

/** What a slash command asks for: a command, a modal that completes it, or help on its use. */
export type SlashRequest =
  | { kind: 'command'; command: Command }
  | { kind: 'modal'; modal: 'paper' | 'digest'; digestId?: string }
  | { kind: 'usage'; text: string };

/** Slash commands without their prefix, as the manifest declares them. */
export const COMMANDS = [
  'ask',
  'paper',
  'similar',
  'trending',
  'digest',
  'watch',
  'paperboy',
] as const;

const WINDOW = /^\d{1,3}d$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads a slash command. Pure; never throws.
 * @param name such as `/ask` or `/papers-ask` with the prefix `papers-`.
 */
export function readSlash(name: string, text: string, prefix = ''): SlashRequest {
  const bare = name.replace(/^\//, '');
  const known = prefix && bare.startsWith(prefix) ? bare.slice(prefix.length) : bare;
  const rest = text.trim();
  switch (known) {
    case 'ask':
      return rest ? ask(rest) : usage(`/${bare} QUESTION`);
    case 'paper':
      return rest ? command({ name: 'paper', query: rest }) : { kind: 'modal', modal: 'paper' };
    case 'similar':
      return rest ? command({ name: 'similar', query: rest }) : usage(`/${bare} ID, LINK or TITLE`);
    case 'trending':
      return command(trending(rest));
    case 'digest':
      return digest(rest, bare);
    case 'watch':
      return watch(rest, bare);
    default:
      return general(rest, bare);
  }
}

/** A usage of the core's help as it is typed in Slack. */
export function slashUsage(usage: string, prefix = ''): string {
  const [first = ''] = usage.split(' ');
  const own = (COMMANDS as readonly string[]).includes(first);
  return own ? `/${prefix}${usage}` : `/${prefix}paperboy ${usage}`;
}

/** Reads a message to the bot: a few bare words are commands, all else is a question. */
export function readMessage(text: string): Command {
  const words = text.trim();
  return readBareWords(words) ?? { name: 'ask', question: words };
}

function ask(question: string): SlashRequest {
  return command({ name: 'ask', question });
}

function command(of: Command): SlashRequest {
  return { kind: 'command', command: of };
}

function usage(text: string): SlashRequest {
  return { kind: 'usage', text: `Use it like this: ${text}` };
}

function trending(text: string): Command {
  const words = text.split(/\s+/).filter(Boolean);
  const window = words.find((word) => WINDOW.test(word));
  const day = words.find((word) => DAY.test(word));
  const topic = words.filter((word) => word !== window && word !== day).join(' ');
  return {
    name: 'trending',
    ...(window ? { window } : {}),
    ...(day ? { day } : {}),
    ...(topic ? { topic } : {}),
  };
}

function digest(text: string, bare: string): SlashRequest {
  const [action = '', argument = ''] = text.split(/\s+/);
  switch (action) {
    case '':
    case 'subscribe':
      return { kind: 'modal', modal: 'digest' };
    case 'list':
      return command({ name: 'digest', action });
    case 'preview':
      return command({ name: 'digest', action, ...(argument ? { id: argument } : {}) });
    case 'show':
      return command({ name: 'digest', action, ...(argument ? { day: argument } : {}) });
    case 'edit':
      return argument
        ? { kind: 'modal', modal: 'digest', digestId: argument }
        : usage(`/${bare} edit ID; /${bare} list shows the ids`);
    case 'pause':
    case 'resume':
    case 'remove':
      return argument
        ? command({ name: 'digest', action, id: argument })
        : usage(`/${bare} ${action} ID; /${bare} list shows the ids`);
    default:
      return usage(
        `/${bare} subscribe | list | edit ID | preview | show DATE | pause ID | resume ID | remove ID`,
      );
  }
}

function watch(text: string, bare: string): SlashRequest {
  const [action = '', ...words] = text.split(/\s+/);
  const rest = words.join(' ');
  if (action === '' || (action === 'list' && !rest))
    return command({ name: 'watch', action: 'list' });
  if (action === 'remove') {
    return rest
      ? command({ name: 'watch', action, id: rest })
      : usage(`/${bare} remove ID; /${bare} list shows the ids`);
  }
  if (action === 'follow' || action === 'unfollow') {
    if (!rest) return command({ name: 'follow', action: 'list' });
    return command({
      name: 'follow',
      action: action === 'follow' ? 'add' : 'remove',
      author: rest,
    });
  }
  return command({ name: 'watch', action: 'add', query: action === 'add' ? rest || text : text });
}

function general(text: string, bare: string): SlashRequest {
  const [action = '', ...words] = text.split(/\s+/);
  const rest = words.join(' ');
  switch (action) {
    case '':
    case 'help':
      return command({ name: 'help' });
    case 'forget':
      return command({ name: 'forget' });
    case 'bibtex':
      return rest
        ? command({ name: 'bibtex', ids: rest.split(/\s*[,;]\s*/).filter(Boolean) })
        : usage(`/${bare} bibtex ID, LINK or TITLE`);
    case 'search':
      return rest ? command({ name: 'search', query: rest }) : usage(`/${bare} search QUERY`);
    case 'follow':
    case 'unfollow':
      return watch(text, bare);
    default:
      return ask(text);
  }
}
