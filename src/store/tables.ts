import type { PaperTables } from './papers.ts';

/** All tables of the store; each family declares its own beside its queries. */
export interface Tables extends PaperTables {}
