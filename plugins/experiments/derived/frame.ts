import { toWire, type WireNumber } from '../../../schemas/numbers.js';

/** Some of the columns of a series, in an order. */
export function columnsOf<Name extends string>(series: Readonly<Record<Name, Float64Array>>, names: readonly Name[]): Float64Array[] {
  return names.map((name) => series[name]);
}

/** The same as lists that JSON can hold. */
export function listsOf<Name extends string>(series: Readonly<Record<Name, Float64Array>>, names: readonly Name[]): Record<string, WireNumber[]> {
  return Object.fromEntries(names.map((name) => [name, Array.from(series[name], toWire)]));
}

/** Stages as a query names them: an empty one also means none. */
export function stagesOf(stage: readonly string[] | undefined): (string | null)[] | undefined {
  return stage?.flatMap((one) => (one === '' ? [null, ''] : [one]));
}
