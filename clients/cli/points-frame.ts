import { decodeColumns } from '../../schemas/columns.js';
import { toWire, type WireNumber } from '../../schemas/numbers.js';
import { pointsMeta, type PointsMeta } from '../../schemas/experiments.js';

/** One metrics event as a reader of `tail` sees it. */
export interface MetricRow {
  /** Ordinal of the event in its file. */
  readonly row: number;
  readonly ts: number;
  readonly step: number | null;
  readonly stage: string | null;
  readonly values: ReadonlyMap<string, WireNumber>;
}

/** The rows of a binary points frame, in file order. */
export function metricRows(bytes: Uint8Array): { readonly meta: PointsMeta; readonly rows: readonly MetricRow[] } {
  const { meta, columns } = decodeColumns(bytes);
  const known = pointsMeta.parse(meta);
  const [ts, step, stage, pointRow, pointName, value] = columns;
  const rows = Array.from(ts ?? [], (time, index) => {
    const at = Number(step?.[index]);
    return { row: known.first_row + index, ts: time, step: Number.isNaN(at) ? null : at, stage: known.stages[Number(stage?.[index])] ?? null, values: new Map<string, WireNumber>() };
  });
  pointRow?.forEach((row, index) => {
    const name = known.names[Number(pointName?.[index])];
    if (name !== undefined) rows[row]?.values.set(name, toWire(Number(value?.[index])));
  });
  return { meta: known, rows };
}
