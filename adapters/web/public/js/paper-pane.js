import { credits } from './answer-view.js';
import { ApiError, get, getText, paperPath } from './api.js';
import { byId, h } from './dom.js';

let opener;

/** Shows a paper beside what is read, with the proving sentence marked in its abstract. */
export function openPaper(paper, evidence) {
  const pane = byId('paper');
  if (pane.hidden) opener = document.activeElement;
  const parts = [
    h('button', { type: 'button', class: 'close', onclick: closePaper }, 'Close'),
    h('h2', {}, paper.display.title),
    h('p', { class: 'facts' }, facts(paper)),
    paper.withdrawnAt && h('p', { class: 'error' }, 'This paper was withdrawn.'),
    h('p', { class: 'abstract' }, ...marked(paper, evidence)),
    h(
      'div',
      { class: 'actions' },
      paper.url && link(paper.url, 'Read the paper'),
      paper.githubRepo && link(paper.githubRepo, 'Code'),
      h('button', { type: 'button', onclick: () => show(paper, similar) }, 'Similar papers'),
      h('button', { type: 'button', onclick: () => show(paper, bibtex) }, 'BibTeX'),
      h('button', { type: 'button', onclick: () => askAbout(paper) }, 'Ask about it'),
    ),
    h('div', { id: 'paper-more', 'aria-live': 'polite' }),
  ];
  pane.replaceChildren(...parts.filter(Boolean));
  pane.hidden = false;
  pane.scrollTop = 0;
  pane.focus({ preventScroll: true });
  pane.querySelector('mark')?.scrollIntoView({ block: 'nearest' });
}

/** Opens a paper of which only the id is known. */
export async function openPaperById(id) {
  openPaper(await get(paperPath(id)));
}

/** Closes the pane and gives the focus back to what opened it. */
export function closePaper() {
  byId('paper').hidden = true;
  opener?.focus();
}

function facts(paper) {
  return [credits(paper), paper.categories.join(', ')].filter(Boolean).join(' · ');
}

function marked(paper, evidence) {
  if (!evidence) return [paper.display.abstract];
  const { before, sentence, after } = evidence.display;
  // Cleaning takes the spaces at the cuts with it.
  return [before, before && ' ', h('mark', {}, sentence), after && ' ', after].filter(Boolean);
}

function link(url, text) {
  const safe = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return safe && h('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, text);
}

async function show(paper, what) {
  const more = byId('paper-more');
  more.replaceChildren(h('p', { class: 'status busy' }, 'Looking'));
  try {
    more.replaceChildren(...(await what(paper)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    more.replaceChildren(h('p', { class: 'error' }, error.message));
  }
}

async function similar(paper) {
  const { results } = await get(paperPath(paper.id, '/similar'), { k: 6 });
  const items = results.map(({ paper: other }) =>
    h(
      'li',
      { class: 'card' },
      h(
        'button',
        { type: 'button', class: 'title', onclick: () => openPaper(other) },
        other.display.title,
      ),
      h('p', { class: 'why' }, credits(other)),
    ),
  );
  return [h('h3', {}, 'Similar papers'), h('ul', { class: 'list' }, ...items)];
}

async function bibtex(paper) {
  const text = await getText(paperPath(paper.id, '/bibtex'));
  const copy = h('button', { type: 'button' }, 'Copy');
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = 'Copied';
  });
  return [h('h3', {}, 'BibTeX'), h('pre', { tabindex: '0' }, text), copy];
}

function askAbout(paper) {
  document.dispatchEvent(new CustomEvent('ask-about', { detail: paper }));
}
