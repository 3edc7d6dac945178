import type { Random } from '../../../../random.ts';
import { Batch } from './batch.ts';
import type { SharedArena } from './kernel.ts';
import { type PairSampler, RowList } from './pairs.ts';
import type { Team } from './team.ts';

export interface TrainerOptions {
  readonly width: number;
  readonly batchSize: number;
  /** Cosines are multiplied by this before the softmax. */
  readonly scale: number;
  /** Step of Adam at its peak; it rises over the first twentieth of the steps and falls to nothing along a cosine. */
  readonly rate: number;
}

/** Learns the table by telling, within each batch, every query's own document from all others. */
export class Trainer {
  readonly table: Float32Array;
  /** Adam's running mean of the gradient and of its square. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  step = 0;
  private readonly options: TrainerOptions;
  private readonly sampler: PairSampler;
  private readonly team: Team;
  private readonly totalSteps: number;
  private readonly batch: Batch;
  private readonly vectors: Float32Array;
  private readonly gradients: Float32Array;
  private readonly scores: Float32Array;
  private readonly inverse: Float32Array;
  private readonly rowMax: Float32Array;
  private readonly rowSum: Float32Array;
  private readonly columnMax: Float32Array;
  private readonly columnSum: Float32Array;
  private readonly losses: Float32Array;
  private readonly scratch: Float32Array;
  private readonly query = new RowList();
  private readonly document = new RowList();
  private readonly pending: { query: Int32Array; document: Int32Array }[] = [];

  constructor(
    options: TrainerOptions,
    table: Float32Array,
    sampler: PairSampler,
    team: Team,
    arena: SharedArena,
    totalSteps: number,
  ) {
    this.options = options;
    this.sampler = sampler;
    this.team = team;
    this.totalSteps = totalSteps;
    const { width, batchSize } = options;
    this.table = table;
    this.first = arena.floats(table.length);
    this.second = arena.floats(table.length);
    this.batch = new Batch(2 * batchSize, table.length / width, arena);
    this.vectors = arena.floats(2 * batchSize * width);
    this.gradients = arena.floats(2 * batchSize * width);
    this.scores = arena.floats(batchSize * batchSize);
    this.inverse = arena.floats(2 * batchSize);
    this.rowMax = arena.floats(batchSize);
    this.rowSum = arena.floats(batchSize);
    this.columnMax = arena.floats(batchSize);
    this.columnSum = arena.floats(batchSize);
    this.losses = arena.floats(batchSize);
    this.scratch = arena.floats(2048 * 16);
  }

  /** One step on pairs drawn from these papers, in order, as many as the batch holds; returns the mean loss. */
  train(papers: Int32Array, random: Random): number {
    const size = this.options.batchSize;
    this.pending.length = 0;
    for (const paper of papers) {
      if (this.pending.length === size) break;
      if (!this.sampler.draw(paper, random, this.query, this.document)) continue;
      this.pending.push({
        query: this.query.rows.slice(0, this.query.length),
        document: this.document.rows.slice(0, this.document.length),
      });
    }
    const count = this.pending.length & ~3;
    this.batch.clear();
    for (let i = 0; i < count; i++)
      this.batch.add(listOf(this.query, this.pending[i]?.query as Int32Array));
    for (let i = 0; i < count; i++)
      this.batch.add(listOf(this.document, this.pending[i]?.document as Int32Array));
    this.batch.turn();
    return this.update(count);
  }

  private update(count: number): number {
    const { width, scale } = this.options;
    const { team, batch } = this;
    const table = this.table.byteOffset;
    const queries = this.vectors.byteOffset;
    const documents = queries + count * width * 4;
    const queryGradients = this.gradients.byteOffset;
    const documentGradients = queryGradients + count * width * 4;
    const scores = this.scores.byteOffset;
    const rowMax = this.rowMax.byteOffset;
    const rowSum = this.rowSum.byteOffset;
    const columnMax = this.columnMax.byteOffset;
    const columnSum = this.columnSum.byteOffset;
    team.run(
      'gather',
      0,
      2 * count,
      table,
      batch.offsets.byteOffset,
      batch.tokens.byteOffset,
      batch.weights.byteOffset,
      queries,
      width,
    );
    team.run('normalise', 0, 2 * count, queries, this.inverse.byteOffset, width);
    this.scores.fill(0, 0, count * count);
    this.gradients.fill(0, 0, 2 * count * width);
    team.run('multiplyByTransposed', 0, count, queries, documents, scores, scale, count, width);
    team.run('rowStatistics', 0, count, scores, rowMax, rowSum, this.losses.byteOffset, count);
    team.run('columnStatistics', 0, count, scores, columnMax, columnSum, count);
    team.run(
      'lossGradient',
      0,
      count,
      scores,
      rowMax,
      rowSum,
      columnMax,
      columnSum,
      0.5,
      0.5,
      scale / count,
      count,
    );
    team.run('multiply', 0, count, scores, documents, queryGradients, count, count, width);
    team.run(
      'multiplyTransposed',
      0,
      count,
      scores,
      queries,
      documentGradients,
      count,
      count,
      width,
    );
    team.run(
      'normaliseBack',
      0,
      2 * count,
      queries,
      this.inverse.byteOffset,
      queryGradients,
      width,
    );
    this.step++;
    team.run(
      'updateRows',
      0,
      batch.touched,
      table,
      this.first.byteOffset,
      this.second.byteOffset,
      batch.rows.byteOffset,
      batch.rowOffsets.byteOffset,
      batch.rowTexts.byteOffset,
      batch.rowWeights.byteOffset,
      queryGradients,
      this.rate(),
      1 / (1 - 0.9 ** this.step),
      1 / (1 - 0.999 ** this.step),
      this.scratch.byteOffset,
      width,
    );
    let loss = 0;
    for (let i = 0; i < count; i++) loss += this.losses[i] as number;
    return loss / count;
  }

  private rate(): number {
    const done = this.step / this.totalSteps;
    const warm = Math.min(1, done / 0.05);
    return this.options.rate * warm * (0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, done)));
  }
}

function listOf(list: RowList, rows: Int32Array): RowList {
  list.rows.set(rows);
  list.length = rows.length;
  return list;
}
