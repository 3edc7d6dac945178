import { InputError } from '../../src/index.ts';
import { limits } from './capabilities.ts';

/** Letters of the local part without quotes, and a domain of labels; no white space, no controls. */
const ADDRESS =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

/**
 * A mail address as it is stored: trimmed, the domain in lower case.
 * @throws InputError for anything that is no plain address.
 */
export function checkAddress(text: string): string {
  const address = text.trim();
  if (address.length > limits.address || !ADDRESS.test(address) || address.includes('..')) {
    throw new InputError('That is no mail address.', {
      hint: 'Give it as name@example.org, without a display name.',
    });
  }
  const at = address.lastIndexOf('@');
  return address.slice(0, at) + address.slice(at).toLowerCase();
}

/** The domain of an address or of `Name <address>`. */
export function domainOf(address: string): string {
  return /@([^@>\s]+)>?\s*$/.exec(address)?.[1]?.toLowerCase() ?? 'localhost';
}

/** The bare address of `Name <address>`. */
export function senderOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}
