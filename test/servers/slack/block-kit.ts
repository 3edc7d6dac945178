/**
 * What Slack refuses of blocks and views. Limits:
 * https://docs.slack.dev/reference/block-kit/blocks and /block-elements, /composition-objects.
 */
// biome-ignore lint/suspicious/noExplicitAny: a validator of what anybody may send.
type Json = any;

class Refusal extends Error {}

/** Why Slack would refuse these blocks of a message, or undefined. */
export function refusalOfMessage(blocks: unknown): string | undefined {
  return refusal(() => checkBlocks(blocks, 50, MESSAGE_BLOCKS));
}

/** Why Slack would refuse this view, or undefined. */
export function refusalOfView(view: Json): string | undefined {
  return refusal(() => {
    need(['modal', 'home'].includes(view?.type), 'view type');
    checkBlocks(view.blocks, 100, VIEW_BLOCKS);
    if (view.type === 'home') return;
    plainText(view.title, 24, 'modal title');
    if (view.submit) plainText(view.submit, 24, 'submit');
    if (view.close) plainText(view.close, 24, 'close');
    need((view.private_metadata ?? '').length <= 3000, 'private_metadata');
    need((view.callback_id ?? '').length <= 255, 'callback_id');
  });
}

/** Why Slack would refuse these options of a type-ahead, or undefined. */
export function refusalOfOptions(options: unknown): string | undefined {
  return refusal(() => checkOptions(options));
}

const MESSAGE_BLOCKS = new Set([
  'section',
  'divider',
  'header',
  'actions',
  'context',
  'image',
  'rich_text',
]);
const VIEW_BLOCKS = new Set([...MESSAGE_BLOCKS, 'input']);

function refusal(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    return `malformed: ${error}`;
  }
}

function need(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Refusal(what);
}

function checkBlocks(blocks: Json, most: number, types: Set<string>): void {
  need(Array.isArray(blocks), 'blocks must be an array');
  need(blocks.length >= 1 && blocks.length <= most, `${blocks.length} blocks`);
  const actionIds = new Set<string>();
  const blockIds = new Set<string>();
  for (const block of blocks) {
    need(types.has(block?.type), `block type ${block?.type}`);
    if (block.block_id !== undefined) {
      need(block.block_id.length <= 255 && !blockIds.has(block.block_id), 'block_id');
      blockIds.add(block.block_id);
    }
    checkBlock(block, actionIds);
  }
}

function checkBlock(block: Json, actionIds: Set<string>): void {
  switch (block.type) {
    case 'section':
      if (block.text) text(block.text, 3000, 'section');
      need(block.text || block.fields, 'section without text');
      break;
    case 'header':
      plainText(block.text, 150, 'header');
      break;
    case 'actions':
      need(block.elements.length >= 1 && block.elements.length <= 25, 'actions elements');
      for (const element of block.elements) checkElement(element, actionIds);
      break;
    case 'context':
      need(block.elements.length >= 1 && block.elements.length <= 10, 'context elements');
      for (const element of block.elements) text(element, 3000, 'context');
      break;
    case 'image':
      need((block.alt_text ?? '').length <= 2000 && block.alt_text, 'alt_text');
      break;
    case 'input':
      plainText(block.label, 2000, 'label');
      if (block.hint) plainText(block.hint, 2000, 'hint');
      checkElement(block.element, actionIds);
      break;
    case 'rich_text':
      checkRichText(block);
      break;
  }
}

function checkElement(element: Json, actionIds: Set<string>): void {
  need(element.action_id && element.action_id.length <= 255, 'action_id');
  need(!actionIds.has(element.action_id), `action_id ${element.action_id} twice`);
  actionIds.add(element.action_id);
  if (element.placeholder) plainText(element.placeholder, 150, 'placeholder');
  switch (element.type) {
    case 'button':
      plainText(element.text, 75, 'button text');
      need((element.value ?? '').length <= 2000, 'button value');
      need((element.url ?? '').length <= 3000, 'button url');
      break;
    case 'static_select':
      checkOptions(element.options);
      need(
        !element.initial_option ||
          element.options.some(
            (o: Json) => JSON.stringify(o) === JSON.stringify(element.initial_option),
          ),
        'initial_option is none of the options',
      );
      break;
    case 'external_select':
      if (element.initial_option) checkOptions([element.initial_option]);
      break;
    case 'plain_text_input':
      need((element.max_length ?? 1) <= 3000 && (element.max_length ?? 1) >= 1, 'max_length');
      break;
    case 'number_input':
      need(typeof element.is_decimal_allowed === 'boolean', 'is_decimal_allowed');
      break;
    case 'timepicker':
      need(/^\d\d:\d\d$/.test(element.initial_time ?? '00:00'), 'initial_time');
      break;
    default:
      throw new Refusal(`element type ${element.type}`);
  }
}

function checkOptions(options: Json): void {
  need(Array.isArray(options) && options.length <= 100, 'options');
  for (const option of options) {
    text(option.text, 75, 'option text');
    need(option.value?.length >= 1 && option.value.length <= 150, 'option value');
  }
}

function text(object: Json, most: number, what: string): void {
  need(['plain_text', 'mrkdwn'].includes(object?.type), `${what}: text type`);
  need(typeof object.text === 'string' && object.text.length >= 1, `${what}: empty text`);
  need(object.text.length <= most, `${what}: ${object.text.length} characters`);
}

function plainText(object: Json, most: number, what: string): void {
  need(object?.type === 'plain_text', `${what} must be plain_text`);
  text(object, most, what);
}

const RICH_PARTS = new Set([
  'rich_text_section',
  'rich_text_list',
  'rich_text_quote',
  'rich_text_preformatted',
]);

function checkRichText(block: Json): void {
  need(Array.isArray(block.elements) && block.elements.length >= 1, 'rich_text without elements');
  let length = 0;
  const walk = (element: Json): void => {
    if (RICH_PARTS.has(element.type)) {
      need(element.elements.length >= 1, `${element.type} without elements`);
      if (element.type === 'rich_text_list') {
        need(['bullet', 'ordered'].includes(element.style), 'list style');
        need(
          element.elements.every((e: Json) => e.type === 'rich_text_section'),
          'list items',
        );
      }
      element.elements.forEach(walk);
    } else if (element.type === 'text') {
      need(typeof element.text === 'string' && element.text.length >= 1, 'empty rich text');
      length += element.text.length;
    } else if (element.type === 'link') {
      need(/^https?:\/\//.test(element.url ?? ''), 'link url');
      need(element.text === undefined || element.text.length >= 1, 'empty link text');
      length += (element.text ?? element.url).length;
    } else {
      throw new Refusal(`rich text element ${element.type}`);
    }
  };
  for (const part of block.elements) {
    need(RICH_PARTS.has(part.type), `rich text part ${part.type}`);
    walk(part);
  }
  need(length <= 3000, `rich text of ${length} characters`);
}

/** Characters that all blocks of a message show. */
export function shownLength(blocks: Json): number {
  let sum = 0;
  JSON.stringify(blocks ?? [], (key, value) => {
    if (key === 'text' && typeof value === 'string') sum += value.length;
    return value;
  });
  return sum;
}
