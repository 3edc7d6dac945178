import { ApiError, get } from './api.js';
import { byId, h } from './dom.js';
import { showSubscriptions } from './subscriptions.js';

const STYLES = [
  ['slack', 'As in Slack'],
  ['discord', 'As in Discord'],
];

let drawn = false;

/** What a digest would look like if it were posted now. */
export function showDigest() {
  if (drawn) return;
  drawn = true;
  byId('digest').append(
    h('h1', { id: 'digest-title' }, 'Digest'),
    h(
      'p',
      { class: 'note' },
      'The trending papers, posted on a schedule. In Slack or Discord, ',
      '“/digest subscribe” does the same for the channel it is written in.',
    ),
    h('h2', {}, 'Who gets it'),
    h('div', { id: 'subscriptions', 'aria-live': 'polite' }),
    h('h2', {}, 'What it would say now'),
    h(
      'form',
      { id: 'digest-form', class: 'controls', onchange: load, onsubmit: load },
      h(
        'label',
        {},
        'about ',
        h('input', { name: 'topic', placeholder: 'any topic', maxlength: '200' }),
      ),
      h(
        'label',
        {},
        'papers ',
        h('input', { name: 'limit', type: 'number', min: '1', max: '10', value: '5' }),
      ),
    ),
    h('div', { id: 'digest-preview', 'aria-live': 'polite' }),
  );
  load();
  showSubscriptions(byId('subscriptions'));
}

async function load(event) {
  event?.preventDefault();
  const form = new FormData(byId('digest-form'));
  const preview = byId('digest-preview');
  try {
    const query = { topic: form.get('topic'), limit: form.get('limit') };
    const digest = await get('/api/digests/preview', query);
    preview.replaceChildren(
      ...STYLES.flatMap(([style, title]) => [h('h3', {}, title), post(digest, style)]),
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    preview.replaceChildren(h('p', { class: 'error' }, error.message));
  }
}

function post({ title, note, lines }, style) {
  const items = lines.map(({ title: paper, url, summary, why }) =>
    h(
      'li',
      {},
      url
        ? h('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, paper)
        : h('strong', {}, paper),
      summary && h('div', {}, summary),
      why.length > 0 && h('div', { class: 'why' }, why.join(' · ')),
    ),
  );
  return h(
    'article',
    { class: `preview as-${style}` },
    h('div', { class: 'who' }, 'Paperboy'),
    h(
      'div',
      { class: 'embed' },
      h('h4', {}, title),
      note && h('p', {}, note),
      h('ol', {}, ...items),
    ),
  );
}
