import assert from 'node:assert/strict';
import type { SeriesOverview } from '../../daemon/api/metrics.js';
import type { PlainBucket } from './plain-twin.js';

const exact = ['x', 'count', 'nan', 'posInf', 'negInf', 'first', 'last', 'min', 'max', 'minX', 'maxX'] as const;

/** Fails unless an overview says what the plain buckets say: to the bit, sums within 1e-12 of the sum of the magnitudes. */
export function sameBuckets(one: SeriesOverview, expected: readonly PlainBucket[], message: string): void {
  for (const column of exact) assert.deepEqual([...one[column]], expected.map((bucket) => bucket[column]), `${message}: ${column}`);
  for (const [i, { count, sum, magnitude }] of expected.entries()) {
    const found = one.sum[i] ?? 0;
    if (count === 0) assert.ok(Number.isNaN(found), `${message}: a sum of nothing`);
    else if (magnitude < 1e300) assert.ok(Math.abs(found - sum) <= 1e-12 * magnitude, `${message}: sum ${found} is not ${sum}`);
  }
}
