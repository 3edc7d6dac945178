import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../../src/errors.ts';
import { packagePath } from '../../../../src/package-root.ts';
import { readModel, sectionsOf } from '../../../../src/retrieval/embedders/learned/model-file.ts';

const FILE = packagePath('src/retrieval/embedders/learned/model.bin');

describe('the model file that ships with the project', () => {
  const bytes = new Uint8Array(readFileSync(FILE));

  it('is at most 16 MB', () => {
    expect(statSync(FILE).size).toBeLessThanOrEqual(16_000_000);
  });

  it('carries the checksum of its contents and how it was trained', () => {
    const { header } = readModel(bytes, 'model');
    expect(header.checksum).toBe(createHash('sha256').update(sectionsOf(bytes)).digest('hex'));
    expect(header.training).toMatchObject({ recipe: { seed: expect.any(Number) } });
    expect(header.training.papers).toBeGreaterThan(0);
  });

  it('has rows within the table only', () => {
    const { header, rows } = readModel(bytes, 'model');
    const largest = rows.reduce((top, row) => (row < 0xfffe && row > top ? row : top), 0);
    expect(largest).toBeLessThan(header.rowCount);
  });

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['another format', new TextEncoder().encode('{"not": "a model"}')],
    ['a torn file', bytes.subarray(0, bytes.length - 1)],
    ['a damaged header', bytes.map((byte, i) => (i === 8 ? 0 : byte))],
  ])('is refused with advice when it is %s', (_name, damaged) => {
    expect(() => readModel(damaged, 'model.bin')).toThrow(FormatError);
    expect(() => readModel(damaged, 'model.bin')).toThrow(/model\.bin/);
  });
});
