import { ApiError, get } from './api.js';
import { byId, h, svg } from './dom.js';
import { openPaperById } from './paper-pane.js';

const WIDTH = 1600;
const HEIGHT = 1000;
const MARGIN = 70;

let dots = [];
let lit = new Set();

/** Lights the papers of an answer on the map. */
export function lightUp(ids) {
  lit = new Set(ids);
  paint();
}

/** Draws the papers as dots, near what they are alike in meaning. */
export async function showMap() {
  if (dots.length > 0) return;
  const section = byId('map');
  const area = h('div', { class: 'map-area' }, h('p', { class: 'status busy' }, 'Drawing the map'));
  section.replaceChildren(
    h('h1', { id: 'map-title' }, 'Map of the papers'),
    h(
      'p',
      { class: 'note' },
      'Papers that are alike lie together; colours are topics. The papers of the last answer are lit. ',
      'Press a dot, or move with the arrow keys and press Enter.',
    ),
    area,
  );
  try {
    area.replaceChildren(draw(await get('/api/map')));
    paint();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    area.replaceChildren(h('p', { class: 'error' }, error.message));
  }
}

/** A coordinate in [0, 1] as one of the drawing. */
const across = (x) => MARGIN + x * (WIDTH - 2 * MARGIN);
const down = (y) => MARGIN + y * (HEIGHT - 2 * MARGIN);

function draw({ points, topics }) {
  const radius = points.length > 500 ? 6 : points.length > 150 ? 10 : 15;
  dots = points.map((point, index) => {
    const element = svg(
      'circle',
      {
        class: `dot t${point.topic}`,
        cx: across(point.x),
        cy: down(point.y),
        r: radius,
        role: 'button',
        tabindex: index === 0 ? 0 : -1,
        'aria-label': point.title,
        onclick: () => openPaperById(point.id),
        onkeydown: (event) => keyed(event, point),
      },
      svg('title', {}, point.title),
    );
    return { ...point, element };
  });
  const labels = topics.map(({ label, x, y }) =>
    svg('text', { class: 'topic-label', x: across(x), y: down(y) }, label),
  );
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'group', 'aria-label': 'Papers by meaning' },
    ...dots.map(({ element }) => element),
    ...labels,
  );
}

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function keyed(event, point) {
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    openPaperById(point.id);
    return;
  }
  const direction = DIRECTIONS[event.key];
  if (!direction) return;
  event.preventDefault();
  const next = nearest(point, direction);
  if (!next) return;
  for (const { element } of dots) element.setAttribute('tabindex', '-1');
  next.element.setAttribute('tabindex', '0');
  next.element.focus();
}

/** The nearest dot in a direction; one straight ahead counts as nearer than one aside. */
function nearest(from, [dx, dy]) {
  let best;
  let least = Number.POSITIVE_INFINITY;
  for (const dot of dots) {
    const ahead = (dot.x - from.x) * dx + (dot.y - from.y) * dy;
    const aside = Math.abs((dot.x - from.x) * dy) + Math.abs((dot.y - from.y) * dx);
    if (ahead <= 0 || ahead + 2 * aside >= least) continue;
    least = ahead + 2 * aside;
    best = dot;
  }
  return best;
}

function paint() {
  for (const { id, element } of dots) {
    element.classList.toggle('lit', lit.has(id));
    element.classList.toggle('dim', lit.size > 0 && !lit.has(id));
  }
}
