// Run in a process of its own, since a module of the wrong kind can end the process that loads it.
process.env.OMP_NUM_THREADS ??= '1';

const checks = {
  'better-sqlite3'() {
    const database = new (require('better-sqlite3'))(':memory:');
    database.exec("CREATE VIRTUAL TABLE t USING fts5(x); INSERT INTO t VALUES ('paper')");
    return database.prepare("SELECT count(*) AS n FROM t WHERE t MATCH 'paper'").get().n === 1;
  },
  'faiss-node'() {
    const { Index, IndexFlatIP, MetricType } = require('faiss-node');
    const flat = new IndexFlatIP(2);
    flat.add([1, 0, 0, 1]);
    const graph = Index.fromFactory(2, 'HNSW8', MetricType.METRIC_INNER_PRODUCT);
    graph.add([1, 0, 0, 1]);
    const copy = IndexFlatIP.fromBuffer(flat.toBuffer());
    return [flat, graph, copy].every((index) => index.search([0, 1], 1).labels[0] === 1);
  },
};

process.exitCode = checks[process.argv[2]]() ? 0 : 1;
