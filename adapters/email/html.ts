import { escapeUTF8 as escapeHtml } from 'entities';
import { MOST_PAPERS } from '../../src/index.ts';

/** The look of the pages; a file of its own, since the pages allow no inline styles. */
export const STYLE_SHEET = `
:root { color-scheme: light dark; --ink: #1d1d1b; --ground: #f4f4f2; --sheet: #ffffff; --line: #8a8a84; --action: #0b57a4; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main { max-width: 480px; margin: 6vh auto; padding: 24px 20px; background: var(--sheet); border-radius: 8px; }
h1 { font-size: 22px; margin: 0 0 12px; }
label { display: block; margin: 12px 0 4px; font-weight: 600; }
input, select, button { font: inherit; width: 100%; box-sizing: border-box; padding: 10px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; }
option { color: #1d1d1b; }
button { margin-top: 18px; background: var(--action); border-color: var(--action); color: #ffffff; cursor: pointer; }
:focus-visible { outline: 3px solid #d9822b; outline-offset: 2px; }
.hint { font-size: 14px; margin: 4px 0 0; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececea; --ground: #161614; --sheet: #20201e; } }
@media (max-width: 520px) { main { margin: 0; border-radius: 0; min-height: 100vh; box-sizing: border-box; } }
`;

/** A page with a heading and ready-made HTML below it. */
export function htmlPage(title: string, content: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    `<title>${escapeHtml(title)} · Paperboy</title><link rel="stylesheet" href="style.css"></head>`,
    `<body><main><h1>${escapeHtml(title)}</h1>`,
    content,
    '</main></body></html>',
  ].join('\n');
}

/** Paragraphs of plain text. */
export function paragraphs(text: string): string {
  return text
    .split('\n')
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('');
}

/** A button that does what a link's token says: programs that open links in mails press none. */
export function tokenForm(token: string, label: string): string {
  return [
    '<form method="post">',
    `<input type="hidden" name="token" value="${escapeHtml(token)}">`,
    `<button>${escapeHtml(label)}</button></form>`,
  ].join('');
}

/** The form that subscribes an address. */
export function subscribeForm(): string {
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  const options = [
    ['daily', 'Every day'],
    ['weekdays', 'Monday to Friday'],
    ...days.map((day) => [`weekly:${day.slice(0, 3).toLowerCase()}`, `On ${day}s`] as const),
  ].map(([value, label]) => `<option value="${value}">${label}</option>`);
  return `<form method="post" action="subscribe">
<label for="address">Mail address</label>
<input id="address" name="address" type="email" required autocomplete="email">
<label for="schedule">When</label>
<select id="schedule" name="schedule">${options.join('')}</select>
<label for="time">Local time</label>
<input id="time" name="time" type="time" value="09:00" required>
<label for="timeZone">Time zone</label>
<input id="timeZone" name="timeZone" value="UTC" required aria-describedby="zone-hint">
<p class="hint" id="zone-hint">A name such as Europe/Berlin or America/New_York.</p>
<label for="include">Topics</label>
<input id="include" name="include" aria-describedby="topic-hint">
<p class="hint" id="topic-hint">Separated by commas; empty for all.</p>
<label for="limit">Papers at most</label>
<input id="limit" name="limit" type="number" min="1" max="${MOST_PAPERS}" value="5">
<button>Subscribe</button></form>`;
}
