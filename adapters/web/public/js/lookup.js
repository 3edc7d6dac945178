import { ApiError, get } from './api.js';
import { byId, h } from './dom.js';
import { openPaperById } from './paper-pane.js';

const DELAY_MS = 80;

let results = [];
let active = -1;
let pending;
let timer;

/** Wires the type-ahead: titles, names and ids, typos forgiven. */
export function startLookup() {
  const input = byId('lookup');
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, DELAY_MS);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') move(event, 1);
    if (event.key === 'ArrowUp') move(event, -1);
    if (event.key === 'Enter' && results.length > 0) choose(Math.max(0, active));
    if (event.key === 'Escape') close();
  });
  input.addEventListener('blur', () => setTimeout(close, 150));
}

async function search() {
  const q = byId('lookup').value.trim();
  pending?.abort();
  if (!q) return close();
  pending = new AbortController();
  try {
    ({ results } = await get('/api/complete', { q, k: 8 }, pending.signal));
    active = -1;
    draw();
  } catch (error) {
    if (error.name !== 'AbortError' && !(error instanceof ApiError)) throw error;
  }
}

function draw() {
  const options = results.map(({ title }, index) =>
    h(
      'div',
      {
        id: `lookup-${index}`,
        role: 'option',
        'aria-selected': String(index === active),
        onmousedown: () => choose(index),
      },
      title,
    ),
  );
  const list = byId('lookup-list');
  list.replaceChildren(...options);
  list.hidden = options.length === 0;
  const input = byId('lookup');
  input.setAttribute('aria-expanded', String(!list.hidden));
  if (active >= 0) input.setAttribute('aria-activedescendant', `lookup-${active}`);
  else input.removeAttribute('aria-activedescendant');
}

function move(event, by) {
  if (results.length === 0) return;
  event.preventDefault();
  active = (active + by + results.length) % results.length;
  draw();
}

async function choose(index) {
  const { id } = results[index];
  close();
  byId('lookup').value = '';
  await openPaperById(id);
}

function close() {
  results = [];
  draw();
}
