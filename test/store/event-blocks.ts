import { ValueKind, type EventBlock, type OtherEvent, type Reject, type TextValue } from '../../daemon/api/event-block.js';

/** One metrics event as a test writes it. */
export interface PlainRow {
  readonly ts: number;
  readonly step: number | null;
  readonly stage: string | null;
  readonly values: readonly (readonly [name: string, value: number, kind?: ValueKind])[];
}

/** Bytes that one row of a test's file takes. */
export const rowLength = 100;

/** The rows as the parser would give them, `from` on in their file; arrays are longer than the counts say. */
export function blockOf(rows: readonly PlainRow[], from: number, rest: { texts?: TextValue[]; others?: OtherEvent[]; rejects?: Reject[]; to?: number } = {}): EventBlock {
  const names = [...new Set(rows.flatMap((row) => row.values.map(([name]) => name)))];
  const stages = [...new Set(rows.flatMap((row) => row.stage ?? []))];
  const points = rows.flatMap((row, index) => row.values.map(([name, value, kind]) => ({ index, name: names.indexOf(name), value, kind: kind ?? ValueKind.float })));
  const spare = 3;
  const floats = (values: readonly number[]): Float64Array => Float64Array.from([...values, ...new Array<number>(spare).fill(77)]);
  return {
    from,
    to: rest.to ?? from + rows.length * rowLength,
    lines: rows.length,
    events: rows.length + (rest.others?.length ?? 0),
    gluedLines: 0,
    rows: rows.length,
    ts: floats(rows.map((row) => row.ts)),
    step: floats(rows.map((row) => row.step ?? NaN)),
    stage: Int32Array.from([...rows.map((row) => (row.stage === null ? -1 : stages.indexOf(row.stage))), 77]),
    offset: floats(rows.map((_, i) => from + i * rowLength)),
    points: points.length,
    row: Uint32Array.from([...points.map((point) => point.index), 77]),
    name: Uint32Array.from([...points.map((point) => point.name), 77]),
    value: floats(points.map((point) => point.value)),
    kind: Uint8Array.from([...points.map((point) => point.kind), 77]),
    names,
    stages,
    texts: rest.texts ?? [],
    others: rest.others ?? [],
    rejects: rest.rejects ?? [],
  };
}
