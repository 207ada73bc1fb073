import type { WireNumber } from '../../schemas/numbers.js';

/** A metric value as people read it: six significant digits, integers in full. */
export function shown(value: WireNumber | number): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(6)));
}
