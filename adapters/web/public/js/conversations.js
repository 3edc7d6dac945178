import { remove } from './api.js';
import { byId, h } from './dom.js';

const STORED = 'paperboy.conversations';
const MOST = 50;

/** Conversations stay in this browser; the server keeps only what it needs for follow-ups. */
let all = read();
let current;
let onOpen = () => {};

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}

function write() {
  all = all.slice(0, MOST);
  try {
    localStorage.setItem(STORED, JSON.stringify(all));
  } catch {
    // A full or forbidden storage costs the list, not the conversation.
  }
}

/** The conversation that is open; a new one where there is none. */
export function currentConversation() {
  current ??= { key: crypto.randomUUID(), title: '', turns: [] };
  return current;
}

/** Adds a turn to the open conversation. */
export function addTurn(question, answer) {
  const conversation = currentConversation();
  conversation.title ||= question;
  conversation.turns.push({ question, answer });
  all = [conversation, ...all.filter(({ key }) => key !== conversation.key)];
  write();
  draw();
}

/** Opens a conversation, or a new one. */
export function openConversation(conversation) {
  current = conversation;
  draw();
  onOpen(currentConversation());
}

async function removeConversation(conversation) {
  all = all.filter(({ key }) => key !== conversation.key);
  write();
  if (current?.key === conversation.key) openConversation(undefined);
  else draw();
  await remove(`/api/conversations/${conversation.key}`);
}

function draw() {
  byId('conversation-list').replaceChildren(
    ...all.map((conversation) =>
      h(
        'li',
        { 'aria-current': conversation.key === current?.key ? 'true' : undefined },
        h(
          'button',
          { type: 'button', class: 'open', onclick: () => openConversation(conversation) },
          conversation.title,
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'remove',
            'aria-label': `Delete “${conversation.title}”`,
            onclick: () => removeConversation(conversation),
          },
          '×',
        ),
      ),
    ),
  );
}

/** Draws the list and calls `open` whenever another conversation is chosen. */
export function startConversations(open) {
  onOpen = open;
  byId('new-conversation').addEventListener('click', () => openConversation(undefined));
  draw();
}
