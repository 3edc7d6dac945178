/**
 * Makes `src/retrieval/common-words.txt`. Usage: `node src/setup/run-script.mjs bench/refusal/common-words.ts WORDS.txt`
 * with a word a line (what follows it is not read), the most frequent first, such as `glove.6B.50d.txt`.
 */
import { createReadStream, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { packagePath } from '../../src/package-root.ts';
import { stem } from '../../src/retrieval/stem.ts';
import { STOP_WORDS } from '../../src/retrieval/stop-words.ts';

const KEPT = 40_000;
/** Words that are read, and the rank that Zipf's law is shifted by. */
const READ = 60_000;
const SHIFT = 20;

const shares = new Map<string, number>();
let rank = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2]!) })) {
  const word = line.split(' ', 1)[0]!;
  if (!/^[a-z][a-z'-]*$/.test(word)) continue;
  if (rank++ === READ) break;
  if (!/^[a-z]+$/.test(word) || STOP_WORDS.has(word)) continue;
  const stemmed = stem(word);
  shares.set(stemmed, (shares.get(stemmed) ?? 0) + 1 / (rank + SHIFT));
}
const commonest = [...shares].sort(([, a], [, b]) => b - a).slice(0, KEPT);
writeFileSync(
  packagePath('src/retrieval/common-words.txt'),
  `${commonest.map(([word]) => word).join('\n')}\n`,
);
