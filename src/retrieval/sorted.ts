/** The first place in [from, end) whose value is not below `wanted`; values ascend. */
export function firstNotBefore(
  values: Uint32Array,
  wanted: number,
  from = 0,
  end = values.length,
): number {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether ascending values hold one. */
export function holds(values: Uint32Array, wanted: number): boolean {
  return values[firstNotBefore(values, wanted)] === wanted;
}
