// The arithmetic of training, in AssemblyScript (TypeScript that compiles to WebAssembly), with 128-bit SIMD.
// All matrices are row-major float32 at byte addresses; every width is a multiple of 8 and every count of rows of 4.
// Functions work on the rows [lo, hi) so that several threads share a matrix without ever writing the same row:
// the result does not depend on the number of threads.

@inline function sum4(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}

@inline function fma(acc: v128, a: v128, b: v128): v128 {
  return f32x4.add(acc, f32x4.mul(a, b));
}

/** e^x for x <= 0, relative error below 1e-5: 2^n by the exponent bits, 2^f by a polynomial. */
@inline function exp4(x: v128): v128 {
  const y = f32x4.mul(f32x4.max(x, f32x4.splat(-80)), f32x4.splat(1.4426950408889634));
  const n = f32x4.floor(y);
  const f = f32x4.sub(y, n);
  let p = f32x4.splat(0.0018775767);
  p = fma(f32x4.splat(0.0089893397), p, f);
  p = fma(f32x4.splat(0.055826318), p, f);
  p = fma(f32x4.splat(0.24015361), p, f);
  p = fma(f32x4.splat(0.69315308), p, f);
  p = fma(f32x4.splat(0.99999994), p, f);
  const bits = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, bits);
}

/** out[i] = sum over the entries k of text i of weight[k] * table[token[k]]; offsets[i]..offsets[i+1] are its entries. */
export function gather(table: usize, offsets: usize, tokens: usize, weights: usize, out: usize, lo: i32, hi: i32, width: i32): void {
  const row = <usize>width * 4;
  for (let i = lo; i < hi; i++) {
    const from = load<i32>(offsets + <usize>i * 4);
    const to = load<i32>(offsets + <usize>i * 4 + 4);
    const target = out + <usize>i * row;
    for (let d: usize = 0; d < row; d += 32) {
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
      for (let k = from; k < to; k++) {
        const source = table + <usize>load<i32>(tokens + <usize>k * 4) * row + d;
        const w = v128.load32_splat(weights + <usize>k * 4);
        s0 = fma(s0, w, v128.load(source));
        s1 = fma(s1, w, v128.load(source, 16));
      }
      v128.store(target + d, s0);
      v128.store(target + d, s1, 16);
    }
  }
}

/** Scales each row to unit length and keeps 1 / its length before in inverse[i]. */
export function normalise(rows: usize, inverse: usize, lo: i32, hi: i32, width: i32): void {
  const row = <usize>width * 4;
  for (let i = lo; i < hi; i++) {
    const at = rows + <usize>i * row;
    let s = f32x4.splat(0);
    for (let d: usize = 0; d < row; d += 16) {
      const v = v128.load(at + d);
      s = fma(s, v, v);
    }
    const scale: f32 = 1 / (Mathf.sqrt(sum4(s)) + 1e-12);
    store<f32>(inverse + <usize>i * 4, scale);
    const w = f32x4.splat(scale);
    for (let d: usize = 0; d < row; d += 16) v128.store(at + d, f32x4.mul(v128.load(at + d), w));
  }
}

/** Turns the gradient of a unit vector into that of the vector before it was scaled. */
export function normaliseBack(unit: usize, inverse: usize, gradient: usize, lo: i32, hi: i32, width: i32): void {
  const row = <usize>width * 4;
  for (let i = lo; i < hi; i++) {
    const u = unit + <usize>i * row, g = gradient + <usize>i * row;
    let s = f32x4.splat(0);
    for (let d: usize = 0; d < row; d += 16) s = fma(s, v128.load(u + d), v128.load(g + d));
    const dot = f32x4.splat(sum4(s)), scale = v128.load32_splat(inverse + <usize>i * 4);
    for (let d: usize = 0; d < row; d += 16) {
      v128.store(g + d, f32x4.mul(f32x4.sub(v128.load(g + d), f32x4.mul(dot, v128.load(u + d))), scale));
    }
  }
}

/** c[i][j] += factor * (a[i] . b[j]) for i in [lo, hi), j in [0, n); tiles of 4 x 2. */
export function multiplyByTransposed(a: usize, b: usize, c: usize, factor: f32, lo: i32, hi: i32, n: i32, width: i32): void {
  const row = <usize>width * 4, out = <usize>n * 4;
  // 64 rows of b (64 kB at 256 wide) stay in the first cache levels while all rows of a pass by.
  for (let block = 0; block < n; block += 64) {
    const end = min(block + 64, n);
    for (let i = lo; i < hi; i += 4) {
      const a0 = a + <usize>i * row, a1 = a0 + row, a2 = a1 + row, a3 = a2 + row;
      for (let j = block; j < end; j += 2) {
        const b0 = b + <usize>j * row, b1 = b0 + row;
        let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
        for (let d: usize = 0; d < row; d += 16) {
          const x = v128.load(b0 + d), y = v128.load(b1 + d);
          let v = v128.load(a0 + d);
          s00 = fma(s00, v, x); s01 = fma(s01, v, y);
          v = v128.load(a1 + d);
          s10 = fma(s10, v, x); s11 = fma(s11, v, y);
          v = v128.load(a2 + d);
          s20 = fma(s20, v, x); s21 = fma(s21, v, y);
          v = v128.load(a3 + d);
          s30 = fma(s30, v, x); s31 = fma(s31, v, y);
        }
        const t = c + <usize>i * out + <usize>j * 4;
        store<f32>(t, load<f32>(t) + factor * sum4(s00)); store<f32>(t + 4, load<f32>(t + 4) + factor * sum4(s01));
        store<f32>(t + out, load<f32>(t + out) + factor * sum4(s10)); store<f32>(t + out + 4, load<f32>(t + out + 4) + factor * sum4(s11));
        const u = t + 2 * out;
        store<f32>(u, load<f32>(u) + factor * sum4(s20)); store<f32>(u + 4, load<f32>(u + 4) + factor * sum4(s21));
        store<f32>(u + out, load<f32>(u + out) + factor * sum4(s30)); store<f32>(u + out + 4, load<f32>(u + out + 4) + factor * sum4(s31));
      }
    }
  }
}

/** The shared inner loop of the two products below: 4 output rows x 8 columns, coefficients at 4 addresses with one stride. */
@inline function outerTile(p0: usize, p1: usize, p2: usize, p3: usize, stride: usize, b: usize, row: usize, n: i32, c: usize): void {
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  for (let j = 0; j < n; j++) {
    const x = v128.load(b), y = v128.load(b, 16);
    let w = v128.load32_splat(p0);
    s00 = fma(s00, w, x); s01 = fma(s01, w, y);
    w = v128.load32_splat(p1);
    s10 = fma(s10, w, x); s11 = fma(s11, w, y);
    w = v128.load32_splat(p2);
    s20 = fma(s20, w, x); s21 = fma(s21, w, y);
    w = v128.load32_splat(p3);
    s30 = fma(s30, w, x); s31 = fma(s31, w, y);
    p0 += stride; p1 += stride; p2 += stride; p3 += stride; b += row;
  }
  v128.store(c, f32x4.add(v128.load(c), s00)); v128.store(c, f32x4.add(v128.load(c, 16), s01), 16);
  c += row;
  v128.store(c, f32x4.add(v128.load(c), s10)); v128.store(c, f32x4.add(v128.load(c, 16), s11), 16);
  c += row;
  v128.store(c, f32x4.add(v128.load(c), s20)); v128.store(c, f32x4.add(v128.load(c, 16), s21), 16);
  c += row;
  v128.store(c, f32x4.add(v128.load(c), s30)); v128.store(c, f32x4.add(v128.load(c, 16), s31), 16);
}

/** c[i] += sum over j < n of p[i][j] * b[j] for i in [lo, hi); p is (rows x columns), b (n x width). */
export function multiply(p: usize, b: usize, c: usize, lo: i32, hi: i32, n: i32, columns: i32, width: i32): void {
  const row = <usize>width * 4, line = <usize>columns * 4;
  for (let block = 0; block < n; block += 128) {
    const count = min(128, n - block);
    for (let i = lo; i < hi; i += 4) {
      const q = p + <usize>i * line + <usize>block * 4;
      for (let d: usize = 0; d < row; d += 32) {
        outerTile(q, q + line, q + 2 * line, q + 3 * line, 4, b + <usize>block * row + d, row, count, c + <usize>i * row + d);
      }
    }
  }
}

/** c[j] += sum over i < n of p[i][j] * a[i] for j in [lo, hi); p is (n x columns), a (n x width). */
export function multiplyTransposed(p: usize, a: usize, c: usize, lo: i32, hi: i32, n: i32, columns: i32, width: i32): void {
  const row = <usize>width * 4, line = <usize>columns * 4;
  for (let block = 0; block < n; block += 128) {
    const count = min(128, n - block);
    for (let j = lo; j < hi; j += 4) {
      const q = p + <usize>block * line + <usize>j * 4;
      for (let d: usize = 0; d < row; d += 32) {
        outerTile(q, q + 4, q + 8, q + 12, line, a + <usize>block * row + d, row, count, c + <usize>j * row + d);
      }
    }
  }
}

/** Fills float32 values. */
export function fill(at: usize, value: f32, count: i32): void {
  for (let k = 0; k < count; k++) store<f32>(at + <usize>k * 4, value);
}

/** Per row i of scores: rowMax[i], rowSum[i] = sum of e^(score - max), and loss[i] = log of the softmax at column i, negated. */
export function rowStatistics(scores: usize, maxima: usize, sums: usize, losses: usize, lo: i32, hi: i32, n: i32): void {
  const line = <usize>n * 4;
  for (let i = lo; i < hi; i++) {
    const at = scores + <usize>i * line;
    let m = f32x4.splat(-1e30);
    for (let d: usize = 0; d < line; d += 16) m = f32x4.max(m, v128.load(at + d));
    const top = max(max(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)), max(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)));
    const t = f32x4.splat(top);
    let s = f32x4.splat(0);
    for (let d: usize = 0; d < line; d += 16) s = f32x4.add(s, exp4(f32x4.sub(v128.load(at + d), t)));
    const total = sum4(s);
    store<f32>(maxima + <usize>i * 4, top);
    store<f32>(sums + <usize>i * 4, total);
    store<f32>(losses + <usize>i * 4, Mathf.log(total) + top - load<f32>(at + <usize>i * 4));
  }
}

/** Per column j in [lo, hi) (multiples of 4): the same maxima and sums over the rows. */
export function columnStatistics(scores: usize, maxima: usize, sums: usize, lo: i32, hi: i32, n: i32): void {
  const line = <usize>n * 4;
  for (let j = lo; j < hi; j += 4) {
    const at = scores + <usize>j * 4;
    let m = f32x4.splat(-1e30);
    for (let i: usize = 0; i < <usize>n; i++) m = f32x4.max(m, v128.load(at + i * line));
    let s = f32x4.splat(0);
    for (let i: usize = 0; i < <usize>n; i++) s = f32x4.add(s, exp4(f32x4.sub(v128.load(at + i * line), m)));
    v128.store(maxima + <usize>j * 4, m);
    v128.store(sums + <usize>j * 4, s);
  }
}

/** Scores become the gradient of the symmetric softmax loss: rowShare * row softmax + columnShare * column softmax - identity, times scale. */
export function lossGradient(
  scores: usize, rowMaxima: usize, rowSums: usize, columnMaxima: usize, columnSums: usize,
  rowShare: f32, columnShare: f32, scale: f32, lo: i32, hi: i32, n: i32,
): void {
  const line = <usize>n * 4;
  for (let i = lo; i < hi; i++) {
    const at = scores + <usize>i * line;
    const top = v128.load32_splat(rowMaxima + <usize>i * 4);
    const share = f32x4.splat(scale * rowShare / load<f32>(rowSums + <usize>i * 4));
    const other = f32x4.splat(scale * columnShare);
    for (let d: usize = 0; d < line; d += 16) {
      const x = v128.load(at + d);
      const byRow = f32x4.mul(share, exp4(f32x4.sub(x, top)));
      const byColumn = f32x4.div(f32x4.mul(other, exp4(f32x4.sub(x, v128.load(columnMaxima + d)))), v128.load(columnSums + d));
      v128.store(at + d, f32x4.add(byRow, byColumn));
    }
    const own = at + <usize>i * 4;
    store<f32>(own, load<f32>(own) - scale * (rowShare + columnShare));
  }
}

/**
 * One step of Adam on the rows of the table that a batch touched. rows[r] is a token; its entries
 * offsets[r]..offsets[r+1] name texts and weights, whose gradients add up to the gradient of the row.
 */
export function updateRows(
  table: usize, first: usize, second: usize, rows: usize, offsets: usize, texts: usize, weights: usize, gradients: usize,
  rate: f32, correction1: f32, correction2: f32, scratch: usize, lo: i32, hi: i32, width: i32,
): void {
  const row = <usize>width * 4;
  const b1 = f32x4.splat(0.9), c1 = f32x4.splat(0.1), b2 = f32x4.splat(0.999), c2 = f32x4.splat(0.001);
  const step = f32x4.splat(rate * correction1), root = f32x4.splat(correction2), tiny = f32x4.splat(1e-9);
  for (let r = lo; r < hi; r++) {
    const from = load<i32>(offsets + <usize>r * 4), to = load<i32>(offsets + <usize>r * 4 + 4);
    for (let d: usize = 0; d < row; d += 16) v128.store(scratch + d, f32x4.splat(0));
    for (let k = from; k < to; k++) {
      const source = gradients + <usize>load<i32>(texts + <usize>k * 4) * row;
      const w = v128.load32_splat(weights + <usize>k * 4);
      for (let d: usize = 0; d < row; d += 16) v128.store(scratch + d, fma(v128.load(scratch + d), w, v128.load(source + d)));
    }
    const base = <usize>load<i32>(rows + <usize>r * 4) * row;
    for (let d: usize = 0; d < row; d += 16) {
      const g = v128.load(scratch + d);
      const m = fma(f32x4.mul(b1, v128.load(first + base + d)), c1, g);
      const v = fma(f32x4.mul(b2, v128.load(second + base + d)), c2, f32x4.mul(g, g));
      v128.store(first + base + d, m);
      v128.store(second + base + d, v);
      const change = f32x4.div(f32x4.mul(step, m), f32x4.add(f32x4.sqrt(f32x4.mul(v, root)), tiny));
      v128.store(table + base + d, f32x4.sub(v128.load(table + base + d), change));
    }
  }
}
