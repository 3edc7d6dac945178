import { Random } from './embedders/learned/training/random.ts';
import { topTerms } from './map-topics.ts';
import type { Snapshot } from './snapshot.ts';

/** A paper's place on the map; x and y are in [0, 1]. */
export interface MapPoint {
  id: string;
  title: string;
  x: number;
  y: number;
  /** Number of its topic. */
  topic: number;
}

/** A group of papers that are alike, with its middle on the map. */
export interface MapTopic {
  label: string;
  x: number;
  y: number;
}

export interface CorpusMap {
  points: MapPoint[];
  topics: MapTopic[];
}

/** More papers than this cannot be told apart on a screen; the map then shows an even sample. */
const MOST_POINTS = 2000;
const MOST_TOPICS = 12;
const KMEANS_ROUNDS = 25;

/**
 * Places papers in the plane so that those alike in meaning lie together (UMAP, McInnes et al.
 * 2018, arXiv 1802.03426), and groups them into topics (k-means on their vectors, seeded by
 * farthest points). The same snapshot gives the same map.
 */
export async function drawMap(snapshot: Snapshot): Promise<CorpusMap> {
  const { catalog, dense } = snapshot;
  const every = Math.max(1, Math.ceil(catalog.size / MOST_POINTS));
  const papers: { id: string; title: string; vector: number[] }[] = [];
  let number = 0;
  for (const [id, vector] of dense.index.entries()) {
    if (number++ % every !== 0) continue;
    papers.push({ id, title: catalog.title(catalog.find(id)), vector: Array.from(vector) });
  }
  if (papers.length === 0) return { points: [], topics: [] };
  const vectors = papers.map(({ vector }) => vector);
  const places = await project(vectors);
  const topicOf = cluster(vectors, Math.min(MOST_TOPICS, Math.ceil(Math.sqrt(papers.length / 2))));
  const points = papers.map(({ id, title }, i) => {
    const [x, y] = places[i]!;
    return { id, title, x: round(x), y: round(y), topic: topicOf[i]! };
  });
  const labels = topTerms(
    papers.map(({ title }) => title),
    topicOf,
  );
  return { points, topics: labels.map((label, topic) => ({ label, ...middle(points, topic) })) };
}

/** Coordinates in the unit square. */
async function project(vectors: number[][]): Promise<[number, number][]> {
  if (vectors.length < 4) return vectors.map((_, i) => [(i + 0.5) / vectors.length, 0.5]);
  const { UMAP } = await import('umap-js');
  const random = new Random(1);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(12, vectors.length - 1),
    minDist: 0.35,
    random: () => random.next(),
    distanceFn: (a, b) => 1 - dot(a, b),
  });
  const raw = await umap.fitAsync(vectors);
  const spans = [0, 1].map((axis) => {
    const values = raw.map((place) => place[axis]!);
    const low = Math.min(...values);
    return { low, width: Math.max(...values) - low || 1 };
  });
  return raw.map((place) => {
    const [x, y] = spans.map(({ low, width }, axis) => (place[axis]! - low) / width);
    return [x!, y!];
  });
}

/** K-means by cosine; returns the number of each vector's cluster. */
function cluster(vectors: number[][], k: number): number[] {
  let centres = farthestPoints(vectors, k);
  let assigned: number[] = [];
  for (let round = 0; round < KMEANS_ROUNDS; round++) {
    const next = vectors.map((vector) => closest(vector, centres));
    if (next.every((topic, i) => topic === assigned[i])) break;
    assigned = next;
    centres = centres.map((centre, topic) => {
      const members = vectors.filter((_, i) => assigned[i] === topic);
      return members.length > 0 ? unitMean(members) : centre;
    });
  }
  return assigned;
}

/** The first vector, then again and again the one least like those chosen. */
function farthestPoints(vectors: number[][], k: number): number[][] {
  const chosen = [vectors[0]!];
  const nearest = vectors.map((vector) => dot(vector, chosen[0]!));
  while (chosen.length < k) {
    const next = vectors[nearest.indexOf(Math.min(...nearest))]!;
    chosen.push(next);
    for (let i = 0; i < vectors.length; i++) {
      nearest[i] = Math.max(nearest[i]!, dot(vectors[i]!, next));
    }
  }
  return chosen;
}

function closest(vector: number[], centres: number[][]): number {
  const likeness = centres.map((centre) => dot(vector, centre));
  return likeness.indexOf(Math.max(...likeness));
}

function unitMean(vectors: number[][]): number[] {
  const sum = vectors[0]!.map((_, d) => vectors.reduce((total, vector) => total + vector[d]!, 0));
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}

function dot(a: number[], b: number[]): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

function middle(points: MapPoint[], topic: number): { x: number; y: number } {
  const members = points.filter((point) => point.topic === topic);
  const mean = (axis: 'x' | 'y') =>
    members.reduce((sum, point) => sum + point[axis], 0) / Math.max(1, members.length);
  return { x: round(mean('x')), y: round(mean('y')) };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
