import type { CommandData, DiscordApi } from './api.ts';

/**
 * Registers the commands if those that Discord has differ, since each change is counted and takes
 * a while to reach everybody. Returns whether they were changed.
 */
export async function registerCommands(
  api: DiscordApi,
  application: string,
  commands: readonly CommandData[],
  guild?: string,
): Promise<boolean> {
  // Where they cannot be listed they are registered anew.
  const registered = await api.commands(application, guild).catch(() => []);
  if (fingerprint(registered) === fingerprint(commands)) return false;
  await api.replaceCommands(application, guild, [...commands]);
  return true;
}

/** The parts of a command that are ours to set, in the order in which they are compared. */
const PARTS = [
  'type',
  'name',
  'description',
  'required',
  'autocomplete',
  'choices',
  'value',
  'min_value',
  'max_value',
  'min_length',
  'max_length',
  'contexts',
  'integration_types',
  'options',
] as const;

function fingerprint(commands: readonly CommandData[]): string {
  const sorted = [...commands].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return JSON.stringify(sorted.map(canonical));
}

function key({ name, type }: CommandData): string {
  return `${type ?? 1}/${name}`;
}

/** A value with only our parts, without those that say what goes without saying. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Record<string, unknown>;
  return Object.fromEntries(
    PARTS.filter((part) => !isDefault(source[part])).map((part) => [part, canonical(source[part])]),
  );
}

function isDefault(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return Array.isArray(value) && value.length === 0;
}
