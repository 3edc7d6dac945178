/** A request that failed, with the reason the server gave. */
export class ApiError extends Error {}

async function check(response) {
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new ApiError(body.error ?? `The server answered ${response.status}.`);
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('Paperboy cannot be reached. Is it still running?');
  }
  return check(response);
}

/** GET of a JSON resource. */
export async function get(path, query = {}, signal = undefined) {
  const given = Object.entries(query).filter(([, value]) => value !== '' && value !== undefined);
  const search = new URLSearchParams(given).toString();
  return (await request(search ? `${path}?${search}` : path, { signal })).json();
}

/** GET of a text resource. */
export async function getText(path) {
  return (await request(path)).text();
}

/** DELETE. */
export async function remove(path) {
  await request(path, { method: 'DELETE' });
}

/** Sends JSON. */
export async function send(method, path, body = {}) {
  const headers = { 'Content-Type': 'application/json' };
  return (await request(path, { method, headers, body: JSON.stringify(body) })).json();
}

/** The path of a paper's resources. */
export const paperPath = (id, rest = '') => `/api/papers/${encodeURIComponent(id)}${rest}`;

/**
 * Asks a question and calls `onEvent(type, data)` for each event of the answer.
 * @returns the answer
 */
export async function ask(body, onEvent, signal) {
  const response = await request('/api/ask', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
    body: JSON.stringify(body),
    signal,
  });
  let answer;
  for await (const { type, data } of events(response.body)) {
    if (type === 'done') answer = data.answer;
    onEvent(type, data);
  }
  if (!answer) throw new ApiError('The answer broke off. Please ask again.');
  return answer;
}

/** Server-sent events of a stream. */
async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop();
    for (const block of blocks) {
      const field = (name) =>
        block
          .split('\n')
          .filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).trim())
          .join('\n');
      if (field('data')) yield { type: field('event'), data: JSON.parse(field('data')) };
    }
  }
}
