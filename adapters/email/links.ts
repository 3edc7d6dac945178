import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, DigestSettings } from '../../src/index.ts';
import { InputError } from '../../src/index.ts';
import { limits } from './capabilities.ts';

/** What a signed link says. */
export type LinkClaim =
  | { kind: 'confirm'; address: string; settings: DigestSettings; issuedAt: number }
  /** Ends all digests of an address; it never expires, since mails are kept for years. */
  | { kind: 'unsubscribe'; address: string };

const DAY_MS = 24 * 60 * 60_000;

/** Makes and checks links that nobody can forge without the secret. */
export class SignedLinks {
  readonly #publicUrl: string;
  readonly #secret: string;
  readonly #clock: Clock;

  constructor(publicUrl: string, secret: string, clock: Clock) {
    this.#publicUrl = publicUrl.replace(/\/+$/, '');
    this.#secret = secret;
    this.#clock = clock;
  }

  /** The link that confirms a subscription; it holds the settings, so nothing is stored before. */
  confirm(address: string, settings: DigestSettings): string {
    const issuedAt = this.#clock.now().getTime();
    return this.#link({ kind: 'confirm', address, settings, issuedAt });
  }

  /** The link that ends an address' digests. */
  unsubscribe(address: string): string {
    return this.#link({ kind: 'unsubscribe', address });
  }

  /** Reads a token. @throws InputError for one that is forged, cut or too old. */
  read<K extends LinkClaim['kind']>(token: string, kind: K): Extract<LinkClaim, { kind: K }> {
    const [payload = '', signature = ''] = token.split('.');
    const expected = Buffer.from(this.#sign(payload));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new InputError('This link is damaged or not from here.', {
        hint: 'Copy the whole link from the mail.',
      });
    }
    const claim = JSON.parse(Buffer.from(payload, 'base64url').toString()) as LinkClaim;
    if (claim.kind !== kind) throw new InputError('This link is for something else.');
    if (claim.kind === 'confirm' && this.#tooOld(claim.issuedAt)) {
      throw new InputError('This link is too old.', {
        hint: `Subscribe again; a link holds for ${limits.confirmationDays} days.`,
      });
    }
    return claim as Extract<LinkClaim, { kind: K }>;
  }

  #tooOld(issuedAt: number): boolean {
    return this.#clock.now().getTime() - issuedAt > limits.confirmationDays * DAY_MS;
  }

  #link(claim: LinkClaim): string {
    const payload = Buffer.from(JSON.stringify(claim)).toString('base64url');
    return `${this.#publicUrl}/email/${claim.kind}?token=${payload}.${this.#sign(payload)}`;
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#secret).update(payload).digest('base64url');
  }
}
