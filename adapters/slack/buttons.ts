import type { ActionsBlock, Button as SlackButton } from '@slack/types';
import type { ActionName, Button } from '../../src/index.ts';
import { limits } from './capabilities.ts';
import { literal, shorten } from './text.ts';

/** What every button's `action_id` begins with; listeners match on it. */
export const ACTION_PREFIX = 'paperboy:';

const ACTIONS: ReadonlySet<string> = new Set<ActionName>([
  'evidence',
  'bibtex',
  'similar',
  'share',
  'like',
  'dislike',
  'stop',
  'page',
  'discuss',
]);

/** A row of buttons, or none. */
export function actionsBlock(buttons: Button[]): ActionsBlock[] {
  const elements = buttons
    .slice(0, limits.actionsElements)
    .map(element)
    .filter((button) => button !== undefined);
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

function element(button: Button, index: number): SlackButton | undefined {
  const value = JSON.stringify({ ref: button.ref, argument: button.argument });
  if (value.length > limits.buttonValue) return undefined;
  return {
    type: 'button',
    // Slack wants ids to differ within a message; the argument and the place make them so.
    action_id: `${ACTION_PREFIX}${button.action}:${button.argument ?? ''}`.slice(0, 200) + index,
    text: { type: 'plain_text', text: shorten(literal(button.label) || '…', limits.buttonText) },
    value,
  };
}

/** What a pressed button means; undefined for what is none of ours. */
export function readButton(
  actionId: string,
  value: string | undefined,
): { action: ActionName; ref: string; argument?: string } | undefined {
  if (!actionId.startsWith(ACTION_PREFIX) || !value) return undefined;
  const action = actionId.slice(ACTION_PREFIX.length).split(':')[0]!;
  if (!ACTIONS.has(action)) return undefined;
  try {
    const { ref, argument } = JSON.parse(value) as { ref?: unknown; argument?: unknown };
    if (typeof ref !== 'string') return undefined;
    const known = { action: action as ActionName, ref };
    return typeof argument === 'string' ? { ...known, argument } : known;
  } catch {
    return undefined;
  }
}
