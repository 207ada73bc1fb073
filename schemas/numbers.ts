import { z } from 'zod';

/** A float64 in JSON: a number, or the words for what JSON cannot hold, or what `JSON.stringify` would change: -0. */
export const wireNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity', '-0'])]);
export type WireNumber = z.infer<typeof wireNumber>;

/** Puts a float64 into JSON without loss of kind. */
export function toWire(value: number): WireNumber {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** Reads what `toWire` wrote. */
export function fromWire(value: WireNumber): number {
  return Number(value);
}
