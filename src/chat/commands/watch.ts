import type { Watch } from '../../store/watches.ts';
import type { Watches } from '../../trending/watch.ts';
import type { Origin } from '../messages.ts';
import type { ListItem, ReplyBody } from '../reply.ts';
import type { CommandHandler } from './command.ts';

const ownerOf = ({ adapter, workspace, channel }: Origin) => ({ adapter, workspace, channel });

const WHEN = 'New papers that match stand in the digests here, marked.';

/** `watch`: saved queries of the channel it is written in. */
export function watchCommand(watches: Watches): CommandHandler<'watch'> {
  return async (command, { origin }) => {
    const owner = ownerOf(origin);
    switch (command.action) {
      case 'add': {
        const watch = await watches.watch(owner, command.query);
        return notice(`Watching for “${watch.text}”. ${WHEN}`);
      }
      case 'remove':
        return notice(`No longer ${described(await watches.remove(owner, command.id))}.`);
      case 'list':
        return listing(await watches.list(owner));
    }
  };
}

/** `follow`: authors whose new papers are told. */
export function followCommand(watches: Watches): CommandHandler<'follow'> {
  return async (command, { origin }) => {
    const owner = ownerOf(origin);
    switch (command.action) {
      case 'add': {
        const watch = await watches.follow(owner, command.author);
        return notice(`Following ${watch.text}. ${WHEN}`);
      }
      case 'remove':
        return notice(`No longer ${described(await watches.remove(owner, command.author))}.`);
      case 'list':
        return listing((await watches.list(owner)).filter(({ kind }) => kind === 'author'));
    }
  };
}

/** A watch as one item of a list. */
export function watchItem(watch: Watch): ListItem {
  return { id: watch.id, text: described(watch) };
}

function described({ kind, text }: Watch): string {
  return kind === 'author' ? `following ${text}` : `watching for “${text}”`;
}

function listing(watches: Watch[]): ReplyBody {
  return {
    kind: 'list',
    title: 'Watched here',
    items: watches.map(watchItem),
    empty: 'Nothing is watched here yet. "watch add QUERY" begins.',
  };
}

function notice(text: string): ReplyBody {
  return { kind: 'notice', tone: 'info', text };
}
