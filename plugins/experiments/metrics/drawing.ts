import type { OverviewColumn } from '../../../schemas/overview.js';

const largest = 3.4028234663852886e38;
const smallest = 2 ** -126;
const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** A column of values as float32 numbers: min rounded down, max up, others to the nearest. As it is where float32 cannot hold its range. */
export function forDrawing(name: OverviewColumn, values: Float64Array): Float64Array {
  if (!values.every(fits)) return values;
  switch (name) {
    case 'min':
      return values.map(roundDown);
    case 'max':
      return values.map((value) => -roundDown(-value));
    case 'first':
    case 'last':
    case 'sum':
      return values.map(Math.fround);
    default:
      return values;
  }
}

function fits(value: number): boolean {
  const magnitude = Math.abs(value);
  return Number.isNaN(value) || magnitude === 0 || (magnitude <= largest && magnitude >= smallest);
}

/** The greatest float32 that is not above the value. */
function roundDown(value: number): number {
  const near = Math.fround(value);
  if (!(near > value)) return near;
  single[0] = near;
  // Neighbours of one sign differ by 1 in their bits, and those of negative numbers grow away from 0.
  bits[0] = (bits[0] ?? 0) + (near > 0 ? -1 : 1);
  return single[0];
}
