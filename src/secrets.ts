/** Shorter values are no secrets worth the name, and hiding them would tear holes into words. */
const LEAST = 8;

/** Variables that hold a secret as a whole, ours and those of the model providers. */
const SECRET_NAME = /(?:TOKEN|SECRET|KEY|PASSWORD)$/;

/**
 * Values in an environment that must not be shown: those of variables named as secrets, and
 * passwords in addresses such as `postgres://user:password@host`. The longest come first, so that a
 * secret that contains another is found whole.
 */
export function secretsIn(env: NodeJS.ProcessEnv): string[] {
  const secrets = new Set<string>();
  for (const [name, value = ''] of Object.entries(env)) {
    const trimmed = value.trim();
    if (SECRET_NAME.test(name)) secrets.add(trimmed);
    if (/^[a-z][a-z+]*:\/\/[^/]*@/i.test(trimmed) && URL.canParse(trimmed)) {
      const { password } = new URL(trimmed);
      secrets.add(password).add(decodeURIComponent(password));
    }
  }
  return [...secrets]
    .filter((secret) => secret.length >= LEAST)
    .sort((a, b) => b.length - a.length);
}
