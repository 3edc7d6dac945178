import type { SlackApi } from './api.ts';
import { SlackCallError } from './api-errors.ts';
import { addressed, type Spot } from './post.ts';

const TIMEOUT_MS = 30_000;

/** Puts a file into a channel or thread. @throws SlackCallError */
export async function uploadFile(
  api: SlackApi,
  spot: Spot,
  file: { filename: string; title: string; content: Uint8Array },
): Promise<void> {
  const { upload_url, file_id } = await api.call<{ upload_url: string; file_id: string }>(
    'files.getUploadURLExternal',
    { filename: file.filename, length: file.content.byteLength },
  );
  let response: Response;
  try {
    response = await fetch(upload_url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Uint8Array.from(file.content),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new SlackCallError('upload', { kind: 'lost' }, cause);
  }
  if (!response.ok) {
    throw new SlackCallError(
      'upload',
      { kind: 'refused', code: `http_${response.status}` },
      undefined,
    );
  }
  const { channel, thread_ts } = addressed(spot);
  await api.call('files.completeUploadExternal', {
    files: [{ id: file_id, title: file.title }],
    channel_id: channel,
    ...(thread_ts ? { thread_ts } : {}),
  });
}

/** The direct message channel of a person. @throws SlackCallError */
export async function openDirect(api: SlackApi, userId: string): Promise<string> {
  const opened = await api.call<{ channel: { id: string } }>('conversations.open', {
    users: userId,
  });
  return opened.channel.id;
}
