import type { ActionName, Button, PaperLine } from '../../src/index.ts';
import { limits } from './capabilities.ts';
import { oneLine, shorten } from './escape.ts';
import { type ActionRow, ComponentType } from './platform.ts';

/** Marks the identifiers of this bot's own buttons. */
const PREFIX = 'pb';
const SECONDARY = 2;
const PRIMARY = 1;
const DANGER = 4;

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

/** What a button says when it is pressed. */
export type Pressed = Pick<Button, 'action' | 'ref' | 'argument'>;

/** A button's identifier; it holds all that is needed, so that buttons outlive a restart. */
export function encodeButton({ action, ref, argument }: Pressed): string {
  return [PREFIX, action, ref, ...(argument === undefined ? [] : [argument])].join(':');
}

/** What an identifier says, or undefined if it is not one of ours. */
export function decodeButton(customId: string | undefined): Pressed | undefined {
  const [prefix, action = '', ref, ...rest] = (customId ?? '').split(':');
  if (prefix !== PREFIX || !ACTIONS.has(action) || !ref) return undefined;
  return {
    action: action as ActionName,
    ref,
    ...(rest.length > 0 ? { argument: rest.join(':') } : {}),
  };
}

/**
 * Rows of components for a reply's buttons, within Discord's limits. Buttons that repeat for each
 * line of a longer list become one menu per action.
 */
export function buttonRows(buttons: Button[], lines: PaperLine[] = []): ActionRow[] {
  const fitting = buttons.filter((button) => encodeButton(button).length <= limits.customId);
  const groups = groupBy(fitting, lineOf);
  if (groups.length <= FEW) return groups.flatMap(rowsOfButtons).slice(0, limits.rows);
  const rows = groupBy(fitting, ({ action }) => action).flatMap((group) =>
    group[0]!.action === 'discuss' && group.length <= TWO_ROWS
      ? rowsOfButtons(group)
      : [menu(group, lines)],
  );
  return rows.slice(0, limits.rows);
}

/** Lines of a list whose buttons stand in a row for each line; with more, menus are shorter. */
const FEW = 2;
const TWO_ROWS = 2 * limits.buttonsPerRow;

/** The line a button belongs to; the buttons of the whole reply share the empty one. */
function lineOf({ action, argument }: Button): string {
  return action === 'page' ? '' : (argument ?? '');
}

function groupBy(buttons: Button[], keyOf: (button: Button) => string): Button[][] {
  const groups = new Map<string, Button[]>();
  for (const button of buttons) {
    groups.set(keyOf(button), [...(groups.get(keyOf(button)) ?? []), button]);
  }
  return [...groups.values()];
}

function rowsOfButtons(buttons: Button[]): ActionRow[] {
  const rows: ActionRow[] = [];
  for (let start = 0; start < buttons.length; start += limits.buttonsPerRow) {
    rows.push({
      type: ComponentType.actionRow,
      components: buttons.slice(start, start + limits.buttonsPerRow).map((button) => ({
        type: ComponentType.button,
        style: styleOf(button.action),
        label: shorten(oneLine(button.label) || button.action, limits.buttonLabel),
        custom_id: encodeButton(button),
      })),
    });
  }
  return rows;
}

function styleOf(action: ActionName): number {
  if (action === 'stop') return DANGER;
  return action === 'share' ? PRIMARY : SECONDARY;
}

const PLACEHOLDERS: Partial<Record<ActionName, string>> = {
  discuss: 'Discuss a paper…',
  like: '👍 More like…',
  dislike: '👎 Less like…',
  similar: 'Papers similar to…',
  bibtex: 'BibTeX of…',
};

/** One menu whose choices are the lines. */
function menu(group: Button[], lines: PaperLine[]): ActionRow {
  const { action, label } = group[0]!;
  return {
    type: ComponentType.actionRow,
    components: [
      {
        type: ComponentType.stringSelect,
        custom_id: `${PREFIX}-menu:${action}`,
        placeholder: PLACEHOLDERS[action] ?? shorten(label, limits.placeholder),
        options: group.slice(0, limits.selectOptions).map((button) => ({
          label: optionLabel(button, lines),
          value: encodeButton(button),
        })),
      },
    ],
  };
}

function optionLabel(button: Button, lines: PaperLine[]): string {
  const index = Number(button.argument);
  const title = lines[index]?.paper.title;
  const label = title ? `${index + 1}. ${oneLine(title)}` : oneLine(button.label);
  return shorten(label || button.action, limits.selectLabel);
}
