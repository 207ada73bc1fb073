import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../support/random.js';

/** Files of a set; all content is random, and none is like another. */
export interface PoolFiles {
  readonly folder: string;
  readonly paths: readonly string[];
  readonly sizes: readonly number[];
  readonly bytes: number;
}

const block = randomFillSync(Buffer.alloc(8 * 2 ** 20));
const perFolder = 500;

/** Writes files of these sizes below a folder; the same seed and number give the same bytes. */
export function writeFiles(folder: string, sizes: readonly number[], seedOf: (index: number) => number): PoolFiles {
  const paths = sizes.map((size, index) => {
    const place = join(folder, String(Math.floor(index / perFolder)));
    if (index % perFolder === 0) mkdirSync(place, { recursive: true });
    const path = join(place, `${index}.bin`);
    writeFile(path, size, seedOf(index));
    return path;
  });
  return { folder, paths, sizes, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Sizes from 1 KiB to 1 MiB, each octave as often as any other, as in a folder of code, configurations and small models. */
export function mixedSizes(count: number): number[] {
  const random = new Random(7);
  return Array.from({ length: count }, () => Math.floor(2 ** (10 + 10 * random.next())));
}

function writeFile(path: string, size: number, seed: number): void {
  const random = new Random(seed);
  const descriptor = openSync(path, 'w');
  const mark = Buffer.from(`${seed} `.repeat(64));
  for (let at = 0; at < size; ) {
    const from = random.between(0, block.length / 2);
    const piece = at % (block.length / 2) === 0 ? Buffer.concat([mark, block.subarray(from, from + block.length / 2)]) : block.subarray(from, from + block.length / 2);
    at += writeSync(descriptor, piece, 0, Math.min(piece.length, size - at));
  }
  closeSync(descriptor);
}
