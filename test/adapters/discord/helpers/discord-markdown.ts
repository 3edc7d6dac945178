/**
 * A model of how Discord's client reads message text: its rules, in its order. Written from the
 * observable behaviour of the client and from its documentation, and apart from the renderer, so
 * that each checks the other.
 */
export interface Node {
  type: string;
  /** What is shown, of leaves. */
  text?: string;
  url?: string;
  children?: Node[];
}

type Rule = [type: string, pattern: RegExp, build: (match: RegExpExecArray) => Partial<Node>];

const LINE_RULES: Rule[] = [
  ['heading', /^ *(#{1,3})\s+([^\n]+)/, (m) => ({ children: parseInline(m[2]!) })],
  ['subtext', /^-#\s+([^\n]+)/, (m) => ({ children: parseInline(m[1]!) })],
  ['list', /^[ \t]*(?:[-*]|\d{1,10}\.)\s+([^\n]+)/, (m) => ({ children: parseInline(m[1]!) })],
  ['quote', /^ *>>> ?([\s\S]*)/, (m) => ({ children: parseInline(m[1]!) })],
  ['quote', /^ *> ([^\n]*)/, (m) => ({ children: parseInline(m[1]!) })],
];

const LINK =
  /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\()]|\\.)*?)>?(?:\s+['"]([\s\S]*?)['"])?\s*\)/;

const inner = (index: number) => (m: RegExpExecArray) => ({ children: parseInline(m[index]!) });
const leaf = (m: RegExpExecArray) => ({ text: m[0] });

const INLINE_RULES: Rule[] = [
  ['code', /^```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```/i, (m) => ({ text: m[2]! })],
  ['text', /^\\([^0-9A-Za-z\s])/, (m) => ({ text: m[1]! })],
  ['url', /^<(https?:\/\/[^ >\n]+)>/i, (m) => ({ text: m[1]!, url: m[1]! })],
  ['contact', /^<(?:\+\d+|[^\s@<>]+@[^\s@<>]+)>/, leaf],
  ['url', /^https?:\/\/[^\s<]+[^<.,:; "'\]\s]/i, (m) => ({ text: m[0], url: m[0] })],
  ['invite', /^(?:www\.)?(?:discord\.gg|discord(?:app)?\.com\/invite)\/[\w-]+/i, leaf],
  ['link', LINK, (m) => ({ url: m[2]!, children: parseInline(m[1]!) })],
  ['emoji', /^<a?:\w{2,32}:\d{17,20}>/, leaf],
  ['mention', /^(?:<@[!&]?\d+>|<#\d+>|@everyone|@here)/, leaf],
  ['timestamp', /^<t:-?\d+(?::[tTdDfFR])?>/, leaf],
  ['mention', /^<(?:\/[^:\n]+:\d+|id:\w+)>/, leaf],
  ['emoji', /^:[^\s:]+?(?:::skin-tone-\d)?:/, leaf],
  ['strong', /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, inner(1)],
  ['underline', /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, inner(1)],
  ['em', /^_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)/, inner(1)],
  ['em', /^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/, inner(1)],
  ['strike', /^~~([\s\S]+?)~~/, inner(1)],
  ['spoiler', /^\|\|([\s\S]+?)\|\|/, inner(1)],
  ['code', /^(`+)([\s\S]*?[^`])\1(?!`)/, (m) => ({ text: m[2]! })],
];

/** Plain text up to where a rule may begin. */
const TEXT = /^[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n|\w+:\S|discord|www\.|$)/i;

/** Reads a message's text as Discord does. */
export function parse(text: string): Node[] {
  return read(text, true);
}

function parseInline(text: string): Node[] {
  return read(text, false);
}

function read(source: string, blocks: boolean): Node[] {
  const nodes: Node[] = [];
  let rest = source;
  let lineStart = blocks;
  while (rest) {
    const rules = lineStart ? [...LINE_RULES, ...INLINE_RULES] : INLINE_RULES;
    const found = firstMatch(rules, rest);
    const node = found?.node ?? { type: 'text', text: TEXT.exec(rest)?.[0] ?? rest[0]! };
    const length = found?.length ?? node.text!.length;
    nodes.push(node);
    lineStart = blocks && rest[length - 1] === '\n' && (found === undefined || length > 0);
    rest = rest.slice(length);
    if (blocks && rest.startsWith('\n') && !lineStart) {
      nodes.push({ type: 'text', text: '\n' });
      rest = rest.slice(1);
      lineStart = true;
    }
  }
  return nodes;
}

function firstMatch(rules: Rule[], rest: string): { node: Node; length: number } | undefined {
  for (const [type, pattern, build] of rules) {
    const match = pattern.exec(rest);
    if (match?.[0]) return { node: { type, ...build(match) }, length: match[0].length };
  }
  return undefined;
}

/** All nodes of a tree. */
export function flatten(nodes: Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children ?? [])]);
}

/** What a reader sees. */
export function visible(nodes: Node[]): string {
  return nodes.map((node) => node.text ?? visible(node.children ?? [])).join('');
}
