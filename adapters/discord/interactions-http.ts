import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { ConfigurationError } from '../../src/index.ts';
import type { Interactions } from './interactions.ts';
import { CallbackType, InteractionType, type RawInteraction } from './platform.ts';

/** Longest body of an interaction, in bytes; Discord's are a few kilobytes. */
const LONGEST_BODY = 1024 * 1024;

/** Milliseconds within which Discord wants the response. */
const DEADLINE_MS = 2900;

/**
 * A handler for interactions that Discord sends over HTTP, signed with Ed25519.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#security-and-authorization
 * @param publicKey of the application, 64 hexadecimal digits.
 */
export function interactionsEndpoint(
  publicKey: string,
  interactions: Interactions,
): (request: Request) => Promise<Response> {
  const key = readKey(publicKey);
  return async (request) => {
    if (request.method !== 'POST') {
      return new Response('Send interactions by POST.', {
        status: 405,
        headers: { allow: 'POST' },
      });
    }
    const body = Buffer.from(await request.arrayBuffer());
    if (body.length > LONGEST_BODY) return new Response('Too long.', { status: 413 });
    if (!isSigned(request.headers, body, key)) {
      return new Response('The signature does not fit.', { status: 401 });
    }
    const interaction = parse(body);
    if (!interaction) return new Response('This is no interaction.', { status: 400 });
    if (interaction.type === InteractionType.ping)
      return Response.json({ type: CallbackType.pong });
    return firstResponse(interaction, interactions);
  };
}

/** The response is what would have been the callback; everything later goes over the REST API. */
function firstResponse(interaction: RawInteraction, interactions: Interactions): Promise<Response> {
  return new Promise((resolve) => {
    const late = setTimeout(
      () => resolve(new Response('There was no answer in time.', { status: 503 })),
      DEADLINE_MS,
    );
    const respond = async (body: object) => {
      clearTimeout(late);
      resolve(Response.json(body));
      // Work begins once the response is on its way: edits of what is not there yet would fail.
      await new Promise((sent) => setTimeout(sent, SENDING_MS));
    };
    void interactions.receive(interaction, respond).then(() => {
      clearTimeout(late);
      resolve(new Response('There is nothing to do for this interaction.', { status: 400 }));
    });
  });
}

/** Time a response is given to reach Discord, in milliseconds. */
const SENDING_MS = 50;

function isSigned(headers: Headers, body: Buffer, key: KeyObject): boolean {
  const signature = headers.get('x-signature-ed25519') ?? '';
  const timestamp = headers.get('x-signature-timestamp') ?? '';
  if (!/^[0-9a-f]{128}$/i.test(signature) || !timestamp) return false;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify(null, signed, key, Buffer.from(signature, 'hex'));
}

function readKey(publicKey: string): KeyObject {
  try {
    const x = Buffer.from(publicKey, 'hex').toString('base64url');
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch (error) {
    throw new ConfigurationError('The public key of the Discord application cannot be used.', {
      hint: 'Set DISCORD_PUBLIC_KEY to the 64 hexadecimal digits of the General Information page.',
      cause: error,
    });
  }
}

function parse(body: Buffer): RawInteraction | undefined {
  try {
    const value = JSON.parse(body.toString('utf8')) as RawInteraction;
    return typeof value?.type === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}
