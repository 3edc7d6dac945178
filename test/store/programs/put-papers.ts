/** Opens the store and writes papers one by one: put-papers DATA_DIR PREFIX COUNT */
import { openDatabase } from '../../../src/store/database.ts';
import { PaperStore } from '../../../src/store/papers.ts';

const [dataDir = '', prefix = '', count = '0'] = process.argv.slice(2);
const db = await openDatabase({ dataDir });
const papers = new PaperStore(db);
for (let i = 0; i < Number(count); i++) {
  await papers.put([{ id: `${prefix}-${i}`, title: `${prefix} ${i}`, abstract: 'Text.' }]);
}
await db.destroy();
