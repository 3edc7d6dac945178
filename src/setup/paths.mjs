import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** What the set-up remembers; `npm ci` clears it together with what it built. */
export const stateDir = path.join(root, 'node_modules/.cache/paperboy');

/** What is costly to make again and outlives `npm ci`: compiled modules, unpacked packages. */
export const cacheDir = path.join(root, '.cache');

/** Everything that the last set-up's tools printed. */
export const logFile = path.join(stateDir, 'set-up.log');
