import { z } from 'zod';

/** A float64 in JSON: a number, or the words for what JSON cannot hold. */
export const wireNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export type WireNumber = z.infer<typeof wireNumber>;

/** Puts a float64 into JSON without loss of kind. */
export function toWire(value: number): WireNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** Reads what `toWire` wrote. */
export function fromWire(value: WireNumber): number {
  return Number(value);
}
