import { answerText, sources } from './answer-view.js';
import { ApiError, ask } from './api.js';
import {
  addTurn,
  currentConversation,
  openConversation,
  startConversations,
} from './conversations.js';
import { byId, h } from './dom.js';
import { lightUp } from './map.js';
import { openPaperById } from './paper-pane.js';

const EXAMPLES = [
  'How do attention sinks help streaming?',
  'Which papers accelerate attention kernels on GPUs?',
  'How much faster is quantization search with Quantune?',
];

let running;
let scope;

/** Wires the question form and the conversation. */
export function startAsk() {
  const form = byId('ask-form');
  const question = byId('question');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  question.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  question.addEventListener('input', () => {
    question.style.height = 'auto';
    question.style.height = `${question.scrollHeight}px`;
  });
  byId('stop').addEventListener('click', () => running?.abort());
  document.addEventListener('ask-about', ({ detail: paper }) => {
    location.hash = '#ask';
    openConversation(undefined);
    scope = paper;
    question.placeholder = `Ask about “${paper.display.title}”…`;
    question.focus();
  });
  startConversations(draw);
  draw(currentConversation());
}

function draw(conversation) {
  scope = undefined;
  byId('question').placeholder = 'Ask the papers…';
  const turns = conversation.turns.map(({ question, answer }) => {
    const turn = newTurn(question);
    showAnswer(turn, answer);
    return turn.element;
  });
  byId('turns').replaceChildren(...(turns.length > 0 ? turns : [welcome()]));
  byId('question').focus();
}

function welcome() {
  const examples = EXAMPLES.map((text) =>
    h(
      'button',
      {
        type: 'button',
        onclick: () => {
          byId('question').value = text;
          submit();
        },
      },
      text,
    ),
  );
  return h(
    'div',
    { class: 'welcome' },
    h('h2', {}, 'What do the papers say?'),
    h(
      'p',
      {},
      'Each claim comes with the sentence of an abstract that proves it; ',
      'press a number to see it. What the papers do not say is not made up.',
    ),
    h('div', { class: 'examples' }, ...examples),
  );
}

function newTurn(question) {
  const status = h('p', { class: 'status busy', role: 'status' });
  const body = h('div', { class: 'answer' });
  return {
    status,
    body,
    element: h('article', { class: 'turn' }, h('h2', {}, question), status, body),
  };
}

function showAnswer({ status, body }, answer) {
  status.remove();
  body.classList.toggle('refusal', answer.status !== 'answered');
  const parts = answerText(answer.text, answer.citations);
  if (answer.citations.length > 0) parts.push(sources(answer.citations));
  if (answer.status !== 'answered' && answer.suggestions.length > 0) {
    parts.push(h('p', { class: 'note' }, 'Nearest papers:'), suggestions(answer.suggestions));
  }
  body.replaceChildren(...parts);
}

function suggestions(papers) {
  const items = papers.map(({ id, title }) =>
    h(
      'li',
      {},
      h('button', { type: 'button', class: 'source', onclick: () => openPaperById(id) }, title),
    ),
  );
  return h('ul', { class: 'sources' }, ...items);
}

async function submit() {
  const input = byId('question');
  const question = input.value.trim();
  if (!question || running) return;
  input.value = '';
  input.style.height = 'auto';
  const turns = byId('turns');
  turns.querySelector('.welcome')?.remove();
  const turn = newTurn(question);
  turns.append(turn.element);
  turn.element.scrollIntoView({ block: 'start' });
  busy(true);
  let text = '';
  const onEvent = (type, data) => {
    if (type === 'searching') turn.status.textContent = 'Searching the papers';
    if (type === 'found') turn.status.textContent = `Reading ${data.papers} papers`;
    if (type === 'text') {
      text += data.text;
      turn.body.replaceChildren(...answerText(text, []));
    }
  };
  try {
    const { key } = currentConversation();
    const body = { question, conversation: key, paperIds: scope ? [scope.id] : undefined };
    const answer = await ask(body, onEvent, running.signal);
    showAnswer(turn, answer);
    lightUp(answer.citations.map(({ paper }) => paper.id));
    addTurn(question, answer);
  } catch (error) {
    turn.status.remove();
    const stopped = error.name === 'AbortError';
    if (!stopped && !(error instanceof ApiError)) throw error;
    turn.body.append(
      h('p', { class: stopped ? 'note' : 'error' }, stopped ? 'Stopped.' : error.message),
    );
  } finally {
    busy(false);
  }
}

function busy(is) {
  running = is ? new AbortController() : undefined;
  byId('turns').setAttribute('aria-busy', String(is));
  byId('send').hidden = is;
  byId('stop').hidden = !is;
  if (!is) byId('question').focus();
}
