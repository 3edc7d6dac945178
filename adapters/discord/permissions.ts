import { parseBits } from './listener.ts';
import { Permission } from './platform.ts';

/** Names as Discord's settings show them. */
const NAMES: Record<Exclude<keyof typeof Permission, 'administrator' | 'manageGuild'>, string> = {
  viewChannel: 'View Channel',
  sendMessages: 'Send Messages',
  sendMessagesInThreads: 'Send Messages in Threads',
  createPublicThreads: 'Create Public Threads',
  embedLinks: 'Embed Links',
  attachFiles: 'Attach Files',
  readMessageHistory: 'Read Message History',
};

type Name = keyof typeof NAMES;

/** All that the bot ever needs; the install link asks for these. */
const NEEDED = Object.keys(NAMES) as Name[];

/** The number in the install link. */
export const installPermissions: bigint = NEEDED.reduce(
  (bits, name) => bits | Permission[name],
  0n,
);

/** Names of the needed permissions that are not among the given ones. */
export function missingPermissions(bits: bigint): string[] {
  if (bits & Permission.administrator) return [];
  return NEEDED.filter((name) => !(bits & Permission[name])).map((name) => NAMES[name]);
}

/** As `missingPermissions`, of the bit field that comes with an interaction. */
export function missingInInteraction(appPermissions: string | undefined): string[] {
  return appPermissions === undefined ? [] : missingPermissions(parseBits(appPermissions));
}

/** What to tell a person whose channel shuts the bot out. */
export function permissionNotice(missing: string[]): string {
  const names = missing.length > 0 ? missing : NEEDED.map((name) => NAMES[name]);
  return `Someone who manages the server has to give me these permissions: ${names.join(', ')}. They are missing in`;
}

/** The link with which a server installs the bot. */
export function installLink(applicationId: string): string {
  const url = new URL('https://discord.com/oauth2/authorize');
  url.searchParams.set('client_id', applicationId);
  url.searchParams.set('scope', 'bot applications.commands');
  url.searchParams.set('permissions', String(installPermissions));
  return url.href;
}
