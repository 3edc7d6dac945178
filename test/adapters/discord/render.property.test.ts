import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeText, safeUrl } from '../../../adapters/discord/escape.ts';
import { addressesOf } from '../../../adapters/discord/paper-text.ts';
import type { OutgoingMessage } from '../../../adapters/discord/platform.ts';
import { renderReply } from '../../../adapters/discord/render.ts';
import { followUp } from '../../servers/discord/checks.ts';
import { flatten, type Node, parse, visible } from './helpers/discord-markdown.ts';
import { hostileReply, hostileText, papersIn } from './helpers/hostile.ts';

const runs = { numRuns: 200 };

/** What must never be made of text. */
const FORBIDDEN = [
  'mention',
  'emoji',
  'timestamp',
  'contact',
  'invite',
  'heading',
  'underline',
  'strike',
  'spoiler',
];

function textsOf(message: OutgoingMessage): string[] {
  return message.embeds.flatMap(({ title, description }) => [title ?? '', description ?? '']);
}

test('escaped text is shown as it is and as nothing else', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const nodes = parse(escapeText(text));
      expect(nodes.filter(({ type }) => type !== 'text')).toEqual([]);
      expect(escapeText(visible(nodes))).toBe(escapeText(text));
    }),
    runs,
  );
});

test('every message of every reply keeps the limits', () => {
  fc.assert(
    fc.property(hostileReply, (reply) => {
      const messages = renderReply(reply);
      expect(messages.length).toBeGreaterThan(0);
      for (const { files = [], ...message } of messages) {
        const attachments = files.map(({ name, description }, id) => ({
          id: String(id),
          filename: name,
          description,
        }));
        const checked = followUp.safeParse({
          ...message,
          attachments,
          allowed_mentions: { parse: [] },
        });
        expect(checked.error?.issues ?? []).toEqual([]);
      }
    }),
    runs,
  );
});

test('nothing mentions, and nothing is linked but the papers of the reply', () => {
  fc.assert(
    fc.property(hostileReply, (reply) => {
      const allowed = new Set(papersIn(reply.body).flatMap(addressesOf).map(safeUrl));
      for (const text of renderReply(reply).flatMap(textsOf)) {
        const nodes = flatten(parse(text));
        expect(nodes.filter(({ type }) => FORBIDDEN.includes(type))).toEqual([]);
        const links = nodes.filter(({ url }) => url !== undefined);
        expect(links.filter(({ url }) => !allowed.has(url))).toEqual([]);
      }
    }),
    runs,
  );
});

test('lists of papers are formatted by the renderer alone', () => {
  const isOurs = ({ type, children }: Node) =>
    ['text', 'link', 'subtext'].includes(type) ||
    (type === 'strong' && /^\d+\.$/.test(visible(children ?? [])));
  fc.assert(
    fc.property(hostileReply, (reply) => {
      fc.pre(reply.body.kind === 'papers' || reply.body.kind === 'digest');
      for (const text of renderReply(reply).flatMap(textsOf)) {
        expect(flatten(parse(text)).filter((node) => !isOurs(node))).toEqual([]);
      }
    }),
    runs,
  );
});
