import type { Scored } from './lexical-index.ts';

/**
 * The k highest scores above 0, best first; equal scores in the order of documents.
 * @param scores by document number
 */
export function topK(
  scores: Float32Array,
  k: number,
  accept?: (document: number) => boolean,
): Scored[] {
  const heap: Scored[] = [];
  for (let document = 0; document < scores.length; document++) {
    const score = scores[document]!;
    if (score <= 0 || (heap.length >= k && score <= heap[0]!.score)) continue;
    if (accept && !accept(document)) continue;
    if (heap.length < k) {
      heap.push({ document, score });
      up(heap);
    } else if (k > 0) {
      heap[0] = { document, score };
      down(heap);
    }
  }
  return heap.sort((a, b) => b.score - a.score || a.document - b.document);
}

/** Whether a leaves the heap before b: the lower score, the later document. */
const worse = (a: Scored, b: Scored) =>
  a.score < b.score || (a.score === b.score && a.document > b.document);

function up(heap: Scored[]): void {
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!worse(heap[at]!, heap[parent]!)) return;
    [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
    at = parent;
  }
}

function down(heap: Scored[]): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    let least = at;
    if (left < heap.length && worse(heap[left]!, heap[least]!)) least = left;
    if (left + 1 < heap.length && worse(heap[left + 1]!, heap[least]!)) least = left + 1;
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
}
