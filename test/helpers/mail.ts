/** A mail taken apart, for tests: headers by name in lower case, and decoded leaves. */
export interface ParsedMail {
  headers: Record<string, string>;
  parts: { type: string; headers: Record<string, string>; content: Buffer }[];
}

/** Parses what our own composer writes: multipart trees, quoted-printable, base64, encoded words. */
export function parseMail(raw: string): ParsedMail {
  const { headers } = split(raw);
  return { headers, parts: leaves(raw) };
}

/** The decoded text of the first part of a type. */
export function textOf(mail: ParsedMail, type: string): string {
  return mail.parts.find((part) => part.type === type)!.content.toString();
}

function split(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())];
    }),
  );
  return { headers, body: raw.slice(end + 4) };
}

function leaves(raw: string): ParsedMail['parts'] {
  const { headers, body } = split(raw);
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary) {
    const parts = body.split(`--${boundary}`).slice(1, -1);
    return parts.flatMap((part) => leaves(part.replace(/^\r\n|\r\n$/g, '')));
  }
  const content = decode(body, headers['content-transfer-encoding'] ?? '7bit');
  return [{ type: type.split(';')[0]!, headers, content }];
}

function decode(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding === 'quoted-printable') return quotedPrintable(body.replace(/=\r\n/g, ''));
  return Buffer.from(body);
}

function quotedPrintable(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      (kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64')
        : quotedPrintable(text.replace(/_/g, ' '))
      ).toString(),
    );
}
