import { credits } from './answer-view.js';
import { ApiError, get } from './api.js';
import { byId, h } from './dom.js';
import { openPaper } from './paper-pane.js';

let drawn = false;

/** What is rising, with reasons and the chart. */
export function showTrending() {
  if (drawn) return;
  drawn = true;
  const windows = [
    ['1d', 'a day'],
    ['7d', 'a week'],
    ['30d', 'a month'],
  ].map(([value, text]) => h('option', { value, selected: value === '7d' }, text));
  byId('trending').append(
    h('h1', { id: 'trending-title' }, 'Trending'),
    h(
      'form',
      { class: 'controls', onchange: load, onsubmit: load },
      h('label', {}, 'in ', h('select', { name: 'window' }, ...windows)),
      h(
        'label',
        {},
        'about ',
        h('input', { name: 'topic', placeholder: 'any topic', maxlength: '200' }),
      ),
    ),
    h('div', { id: 'trending-list', 'aria-live': 'polite' }),
  );
  load();
}

async function load(event) {
  event?.preventDefault();
  const form = new FormData(byId('trending').querySelector('form'));
  const query = { window: form.get('window'), topic: form.get('topic') };
  const list = byId('trending-list');
  try {
    const { note, papers } = await get('/api/trending', query);
    const items = papers.map(({ paper, why }) =>
      h(
        'li',
        { class: 'card' },
        h(
          'button',
          { type: 'button', class: 'title', onclick: () => openPaper(paper) },
          paper.display.title,
        ),
        h('p', { class: 'why' }, [credits(paper), ...why].join(' · ')),
      ),
    );
    const voted = papers.some(({ votes }) => votes !== null);
    const chart = `/api/trending/chart.png?${new URLSearchParams(query)}`;
    list.replaceChildren(
      ...(note ? [h('p', { class: 'note' }, note)] : []),
      ...(voted
        ? [h('img', { class: 'chart', src: chart, alt: 'Votes over time of these papers' })]
        : []),
      h('ol', { class: 'list' }, ...items),
      ...(items.length === 0 ? [h('p', {}, 'Nothing is rising here.')] : []),
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    list.replaceChildren(h('p', { class: 'error' }, error.message));
  }
}
