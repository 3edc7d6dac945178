import type { ChatService } from '../../src/index.ts';
import { limits } from './capabilities.ts';
import { oneLine, shorten } from './escape.ts';
import type { RawOption } from './platform.ts';

interface Choice {
  name: string;
  value: string;
}

const SCHEDULES = [
  { name: 'Every day', value: 'daily' },
  { name: 'On weekdays', value: 'weekdays' },
  ...['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((day) => ({
    name: `Every ${day}`,
    value: `weekly:${day.slice(0, 3).toLowerCase()}`,
  })),
];

/** Choices for the option somebody is typing into; from memory. */
export function completionsFor(
  options: RawOption[] | undefined,
  chat: Pick<ChatService, 'complete'>,
): Choice[] {
  const focused = focusedOption(options ?? []);
  const typed = String(focused?.value ?? '');
  switch (focused?.name) {
    case 'name':
      return paperChoices(typed, chat);
    case 'papers':
      return listChoices(typed, chat);
    case 'timezone':
      return zones(typed).map((zone) => ({ name: zone, value: zone }));
    case 'schedule':
      return schedules(typed);
    default:
      return [];
  }
}

function focusedOption(options: RawOption[]): RawOption | undefined {
  for (const option of options) {
    if (option.focused) return option;
    const inner = focusedOption(option.options ?? []);
    if (inner) return inner;
  }
  return undefined;
}

function paperChoices(typed: string, chat: Pick<ChatService, 'complete'>): Choice[] {
  return chat
    .complete(typed, limits.choices)
    .filter(({ id }) => id.length <= limits.choiceValue)
    .slice(0, limits.choices)
    .map(({ id, title }) => ({
      name: shorten(oneLine(title) || id, limits.choiceName),
      value: id,
    }));
}

/** Completes the last of several names; those before stay as they are typed. */
function listChoices(typed: string, chat: Pick<ChatService, 'complete'>): Choice[] {
  const comma = Math.max(typed.lastIndexOf(','), typed.lastIndexOf(';'));
  const before = typed.slice(0, comma + 1);
  const prefix = before ? `${before.trimEnd()} ` : '';
  return paperChoices(typed.slice(comma + 1).trim(), chat)
    .map(({ name, value }) => ({
      name: shorten(`${prefix}${name}`, limits.choiceName),
      value: `${prefix}${value}`,
    }))
    .filter(({ value }) => value.length <= limits.choiceValue);
}

function zones(typed: string): string[] {
  const wanted = typed.trim().toLowerCase().replaceAll(' ', '_');
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
    .filter((zone) => zone.toLowerCase().includes(wanted))
    .slice(0, limits.choices);
}

/** The usual schedules, and whatever is typed, which may be cron fields. */
function schedules(typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase();
  const usual = SCHEDULES.filter(
    ({ name, value }) => name.toLowerCase().includes(wanted) || value.includes(wanted),
  );
  const own = oneLine(typed).slice(0, limits.choiceValue);
  return usual.length > 0 || !own ? usual : [{ name: own, value: own }];
}
