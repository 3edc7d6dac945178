import { Random } from '../random.ts';
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

type Place = [x: number, y: number];

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
 * 2018, arXiv 1802.03426), and groups them into topics (k-means on their places, so that a topic is
 * a region). The same snapshot gives the same map.
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
  const topicOf = cluster(places, Math.min(MOST_TOPICS, Math.ceil(Math.sqrt(papers.length / 2))));
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
async function project(vectors: number[][]): Promise<Place[]> {
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

/** K-means in the plane; returns the number of each place's cluster. */
function cluster(places: Place[], k: number): number[] {
  let centres = farthestPoints(places, k);
  let assigned: number[] = [];
  for (let round = 0; round < KMEANS_ROUNDS; round++) {
    const next = places.map((place) => nearest(place, centres));
    if (next.every((topic, i) => topic === assigned[i])) break;
    assigned = next;
    centres = centres.map((centre, topic) => {
      const members = places.filter((_, i) => assigned[i] === topic);
      return members.length > 0 ? mean(members) : centre;
    });
  }
  return assigned;
}

/** The middle, then again and again the place farthest from those chosen. */
function farthestPoints(places: Place[], k: number): Place[] {
  const chosen = [places[nearest(mean(places), places)]!];
  while (chosen.length < k) {
    const away = places.map((place) => distance(place, chosen[nearest(place, chosen)]!));
    chosen.push(places[away.indexOf(Math.max(...away))]!);
  }
  return chosen;
}

function nearest(place: Place, centres: Place[]): number {
  const away = centres.map((centre) => distance(place, centre));
  return away.indexOf(Math.min(...away));
}

function mean(places: Place[]): Place {
  const sum = (axis: 0 | 1) => places.reduce((total, place) => total + place[axis], 0);
  return [sum(0) / places.length, sum(1) / places.length];
}

const distance = (a: Place, b: Place): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

function dot(a: number[], b: number[]): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

function middle(points: MapPoint[], topic: number): { x: number; y: number } {
  const members = points.filter((point) => point.topic === topic);
  const [x, y] = mean(members.map((point): Place => [point.x, point.y]));
  return { x: round(x), y: round(y) };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
