import { ingest } from '../../../src/corpus/ingest.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { PaperStore } from '../../../src/store/papers.ts';

// node ingest-source.mjs DATA_DIR SOURCE [ARXIV_URL]: one ingest in a process of its own; prints
// the result, and "batch" after each batch that is stored.
const [dataDir, source, arxivUrl] = process.argv.slice(2);
const db = await openDatabase({ dataDir: dataDir! });
const result = await ingest([source!], {
  papers: new PaperStore(db),
  db,
  arxivUrl,
  onProgress: (done) => console.log(`batch ${done}`),
});
console.log(JSON.stringify(result));
await db.destroy();
