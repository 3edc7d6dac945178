import { ApiError, get, remove, send } from './api.js';
import { h } from './dom.js';

/** Where a channel of each platform is found. */
const PLACES = {
  slack: { workspace: 'Workspace id (T…)', channel: 'Channel id (C…)' },
  discord: { workspace: 'Server id', channel: 'Channel id' },
  email: { workspace: '', channel: 'Mail address' },
};

/** Lists the subscriptions in an element, with what can be done to them and a form for a new one. */
export async function showSubscriptions(element) {
  try {
    const { subscriptions } = await get('/api/digests');
    const items = subscriptions.map((subscription) => row(subscription, element));
    element.replaceChildren(
      items.length > 0
        ? h('ul', { class: 'list' }, ...items)
        : h('p', {}, 'Nobody has subscribed yet.'),
      h('details', {}, h('summary', {}, 'Subscribe a channel or an address'), form(element)),
    );
  } catch (error) {
    fail(element, error);
  }
}

function row({ id, adapter, channel, paused, text }, element) {
  const act = (label, work) =>
    h('button', { type: 'button', onclick: () => change(element, work) }, label);
  const path = `/api/digests/${id}`;
  return h(
    'li',
    { class: 'card' },
    h('strong', {}, `${adapter}: ${channel}`),
    h('p', { class: 'why' }, text),
    h(
      'div',
      { class: 'actions' },
      paused
        ? act('Resume', () => send('POST', `${path}/resume`))
        : act('Pause', () => send('POST', `${path}/pause`)),
      act('Remove', () => remove(path)),
    ),
    h('details', {}, h('summary', {}, 'Change'), edit(path, element)),
  );
}

function field(label, props) {
  return h('label', {}, `${label} `, h('input', { maxlength: '320', ...props }));
}

function settingsFields(required) {
  return [
    h(
      'label',
      {},
      'Schedule ',
      h('input', {
        name: 'schedule',
        placeholder: 'daily, weekdays, weekly:mon',
        required,
        list: 'schedules',
        maxlength: '100',
      }),
    ),
    field('Time', { name: 'time', type: 'time' }),
    field('Zone', { name: 'timeZone', placeholder: zone() }),
    field('Topics', { name: 'include', placeholder: 'comma-separated' }),
    field('Papers', { name: 'limit', type: 'number', min: '1', max: '20' }),
  ];
}

function form(element) {
  const places = h('div', { class: 'controls' });
  const platform = h(
    'select',
    { name: 'adapter', onchange: () => draw() },
    ...Object.keys(PLACES).map((name) => h('option', { value: name }, name)),
  );
  const draw = () => {
    const { workspace, channel } = PLACES[platform.value];
    places.replaceChildren(
      ...(workspace ? [field(workspace, { name: 'workspace', required: true })] : []),
      field(channel, { name: 'channel', required: true }),
    );
  };
  draw();
  return h(
    'form',
    {
      class: 'stack',
      onsubmit: (event) => {
        event.preventDefault();
        const given = new FormData(event.target);
        const place = (name) => given.get(name)?.trim() ?? '';
        change(element, () =>
          send('POST', '/api/digests', {
            adapter: place('adapter'),
            workspace: place('workspace'),
            channel: place('channel'),
            settings: { timeZone: zone(), ...settingsOf(given) },
          }),
        );
      },
    },
    h('label', {}, 'Platform ', platform),
    places,
    h('div', { class: 'controls' }, ...settingsFields(true)),
    h(
      'datalist',
      { id: 'schedules' },
      ...['daily', 'weekdays', 'weekly:mon'].map((value) => h('option', { value })),
    ),
    h('button', { type: 'submit', class: 'primary' }, 'Subscribe'),
  );
}

function edit(path, element) {
  return h(
    'form',
    {
      class: 'stack',
      onsubmit: (event) => {
        event.preventDefault();
        const settings = settingsOf(new FormData(event.target));
        change(element, () => send('PATCH', path, settings));
      },
    },
    h('div', { class: 'controls' }, ...settingsFields(false)),
    h('button', { type: 'submit' }, 'Save what is filled in'),
  );
}

/** What was filled in. */
function settingsOf(form) {
  const text = (name) => form.get(name)?.trim() || undefined;
  const topics = text('include')
    ?.split(',')
    .map((topic) => topic.trim())
    .filter(Boolean);
  const limit = text('limit');
  const settings = {
    schedule: text('schedule'),
    time: text('time'),
    timeZone: text('timeZone'),
    include: topics,
    limit: limit && Number(limit),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Does something, then draws the list anew; a refusal is shown and nothing filled in is lost. */
async function change(element, work) {
  element.querySelector('.error')?.remove();
  try {
    await work();
    await showSubscriptions(element);
  } catch (error) {
    fail(element, error);
  }
}

function fail(element, error) {
  if (!(error instanceof ApiError)) throw error;
  element.prepend(h('p', { class: 'error', role: 'alert' }, error.message));
}
