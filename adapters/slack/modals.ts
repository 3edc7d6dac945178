import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Command, DigestSettings, NameMatch } from '../../src/index.ts';
import { limits } from './capabilities.ts';
import type { ViewBody, ViewValue } from './payloads.ts';
import { literal, oneLine, shorten } from './text.ts';

export const PAPER_MODAL = 'paperboy_paper';
export const DIGEST_MODAL = 'paperboy_digest';
/** Selects whose options come from `block_suggestion`. */
export const PAPER_SELECT = 'paperboy_pick_paper';
export const ZONE_SELECT = 'paperboy_pick_zone';

/** What a modal must remember to answer: where the command was given. */
export interface ModalOrigin {
  channel: string;
  responseUrl?: string;
  /** The subscription that is changed; a new one is made without it. */
  digestId?: string;
}

const SCHEDULES: [value: string, label: string][] = [
  ['daily', 'Every day'],
  ['weekdays', 'Monday to Friday'],
  ['weekly:mon', 'Every Monday'],
  ['weekly:tue', 'Every Tuesday'],
  ['weekly:wed', 'Every Wednesday'],
  ['weekly:thu', 'Every Thursday'],
  ['weekly:fri', 'Every Friday'],
  ['weekly:sat', 'Every Saturday'],
  ['weekly:sun', 'Every Sunday'],
];
const DEFAULT_LIMIT = 5;
const MOST_PAPERS = 20;

/** The modal of `/paper` without an argument: a paper chosen by typing. */
export function paperModal(origin: ModalOrigin): ModalView {
  return modal(PAPER_MODAL, 'Look up a paper', 'Show', origin, [
    {
      type: 'input',
      block_id: 'paper',
      label: label('Paper'),
      element: {
        type: 'external_select',
        action_id: PAPER_SELECT,
        min_query_length: 1,
        placeholder: label('Title, name or arXiv id'),
      },
    },
  ]);
}

/**
 * The modal of `/digest subscribe`, with the zone of the person's profile; or, with a `digestId`, of
 * `/digest edit`, where what is left empty stays as it is.
 */
export function digestModal(origin: ModalOrigin, timeZone = 'UTC'): ModalView {
  const schedules = SCHEDULES.map(([value, text]) => option(value, text));
  const edits = origin.digestId !== undefined;
  const title = edits ? 'Change a digest' : 'Subscribe to papers';
  return modal(DIGEST_MODAL, title, edits ? 'Change' : 'Subscribe', origin, [
    field('schedule', 'When', edits, {
      type: 'static_select',
      action_id: 'schedule',
      options: schedules,
      ...(edits ? {} : { initial_option: schedules[1]! }),
    }),
    field('time', 'Time', edits, {
      type: 'timepicker',
      action_id: 'time',
      ...(edits ? {} : { initial_time: '09:00' }),
    }),
    field('zone', 'Time zone', edits, {
      type: 'external_select',
      action_id: ZONE_SELECT,
      min_query_length: 1,
      ...(edits ? {} : { initial_option: option(timeZone, timeZone) }),
    }),
    topics('include', 'Topics to look for', 'diffusion models, retrieval'),
    topics('exclude', 'Topics to leave out', 'medical imaging'),
    field('limit', 'Papers at most', edits, {
      type: 'number_input',
      action_id: 'limit',
      is_decimal_allowed: false,
      ...(edits ? {} : { initial_value: String(DEFAULT_LIMIT) }),
      min_value: '1',
      max_value: String(MOST_PAPERS),
    }),
  ]);
}

function field(
  id: string,
  text: string,
  optional: boolean,
  element: InputBlock['element'],
): InputBlock {
  return { type: 'input', block_id: id, label: label(text), element, optional };
}

function topics(id: string, text: string, example: string): KnownBlock {
  return {
    type: 'input',
    block_id: id,
    optional: true,
    label: label(text),
    hint: label('Separated by commas'),
    element: {
      type: 'plain_text_input',
      action_id: id,
      max_length: 500,
      placeholder: label(example),
    },
  };
}

function modal(
  callbackId: string,
  title: string,
  submit: string,
  origin: ModalOrigin,
  blocks: KnownBlock[],
): ModalView {
  const whole = JSON.stringify(origin);
  const metadata =
    whole.length <= limits.privateMetadata
      ? whole
      : JSON.stringify({ ...origin, responseUrl: undefined });
  return {
    type: 'modal',
    callback_id: callbackId,
    title: label(shorten(title, limits.modalTitle)),
    submit: label(submit),
    close: label('Cancel'),
    private_metadata: metadata,
    blocks,
  };
}

function label(text: string) {
  return { type: 'plain_text' as const, text };
}

function option(value: string, text: string): PlainTextOption {
  return { text: label(shorten(text, limits.optionText)), value };
}

/** Papers as options of a select: title and id. */
export function paperOptions(matches: NameMatch[]): PlainTextOption[] {
  return matches
    .filter(({ id }) => id.length > 0 && id.length <= limits.optionValue)
    .slice(0, limits.options)
    .map(({ id, title }) => option(id, literal(oneLine(title)) || id));
}

/** Zones whose name holds what was typed, as options of a select. */
export function zoneOptions(typed: string): PlainTextOption[] {
  const wanted = typed.trim().toLowerCase().replace(/\s+/g, '_');
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
    .filter((zone) => zone.toLowerCase().includes(wanted))
    .slice(0, limits.options)
    .map((zone) => option(zone, zone));
}

/** Where the command behind a modal was given; undefined where the modal is none of ours. */
export function modalOrigin(view: ViewBody['view']): ModalOrigin | undefined {
  try {
    const { channel, responseUrl, digestId } = JSON.parse(
      view.private_metadata ?? '',
    ) as Partial<ModalOrigin>;
    if (typeof channel !== 'string') return undefined;
    return {
      channel,
      ...(typeof responseUrl === 'string' ? { responseUrl } : {}),
      ...(typeof digestId === 'string' ? { digestId } : {}),
    };
  } catch {
    return undefined;
  }
}

/** The paper that was chosen. */
export function readPaperModal(view: ViewBody['view']): string | undefined {
  return input(view, 'paper', PAPER_SELECT)?.selected_option?.value;
}

/** What was filled in of a digest's settings. */
function filledIn(view: ViewBody['view']): Partial<DigestSettings> {
  const schedule = input(view, 'schedule', 'schedule')?.selected_option?.value;
  const time = input(view, 'time', 'time')?.selected_time;
  const timeZone = input(view, 'zone', ZONE_SELECT)?.selected_option?.value;
  const limit = input(view, 'limit', 'limit')?.value;
  const include = words(input(view, 'include', 'include')?.value);
  const exclude = words(input(view, 'exclude', 'exclude')?.value);
  return {
    ...(schedule ? { schedule } : {}),
    ...(time ? { time } : {}),
    ...(timeZone ? { timeZone } : {}),
    ...(limit ? { limit: Number(limit) } : {}),
    ...(include.length > 0 ? { include } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
  };
}

/** The command that a filled in modal gives, or what is wrong by block, in the modal's words. */
export function readDigestModal(
  view: ViewBody['view'],
): { command: Command } | { errors: Record<string, string> } {
  const id = modalOrigin(view)?.digestId;
  const { schedule, ...settings } = filledIn(view);
  const { time, timeZone, limit } = settings;
  const errors: Record<string, string> = {};
  const wrong = (value: unknown, valid: boolean) => (value === undefined ? !id : !valid);
  if (
    wrong(
      schedule,
      SCHEDULES.some(([value]) => value === schedule),
    )
  ) {
    errors.schedule = 'Choose when.';
  }
  if (wrong(time, /^([01]\d|2[0-3]):[0-5]\d$/.test(time ?? ''))) {
    errors.time = 'Choose a time such as 09:00.';
  }
  if (wrong(timeZone, isZone(timeZone ?? ''))) errors.zone = 'Choose a zone such as Europe/Berlin.';
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= MOST_PAPERS)) {
    errors.limit = `Give a whole number from 1 to ${MOST_PAPERS}.`;
  }
  if (id && !schedule && Object.keys(settings).length === 0) {
    errors.schedule = 'Fill in what is to change.';
  }
  if (Object.keys(errors).length > 0) return { errors };
  const all = { ...(schedule ? { schedule } : {}), ...settings };
  return {
    command: id
      ? { name: 'digest', action: 'edit', id, settings: all }
      : { name: 'digest', action: 'subscribe', settings: { ...settings, schedule: schedule! } },
  };
}

function input(view: ViewBody['view'], block: string, action: string): ViewValue | undefined {
  return view.state?.values[block]?.[action];
}

function words(text: string | null | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((topic) => topic.trim())
    .filter(Boolean);
}

function isZone(zone: string): boolean {
  try {
    return Boolean(zone) && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
