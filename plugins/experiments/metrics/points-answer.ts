import { RunkeepError } from '../../../daemon/api/errors.js';
import { ValueKind } from '../../../daemon/api/event-block.js';
import type { Metrics, SeriesPoints } from '../../../daemon/api/metrics.js';
import { toWire } from '../../../schemas/numbers.js';
import { parseMetricCursor } from '../live/metric-cursor.js';
import { seriesFrame } from '../points-frame.js';

export interface PointRequest {
  readonly id: string;
  readonly metric?: readonly string[] | undefined;
  readonly stage?: readonly string[] | undefined;
  readonly from_row: number;
  readonly limit: number;
  readonly file?: string | undefined;
}

/** More of them as JSON objects would be far over 64 MiB (LIM-17). */
const mostRows = 300_000;
const kindNames = new Map<number, string>(Object.entries(ValueKind).map(([name, kind]) => [kind, name]));

/** The seed's columns, a row per point: by file, in file order. */
export async function pointRows(metrics: Metrics, request: PointRequest): Promise<unknown> {
  const { cursor, series } = await read(metrics, request);
  const count = series.reduce((sum, { value }) => sum + value.length, 0);
  if (count > mostRows) throw new RunkeepError('invalid', 'narrow-the-range', `These are ${count} points; as JSON at most ${mostRows} are given.`, 'Name metrics, lower “limit”, or accept application/vnd.runkeep.columns.');
  const rows = series.flatMap((one) => rowsOf(request.id, one));
  rows.sort((a, b) => (a.file === b.file ? a.point.row - b.point.row : a.file < b.file ? -1 : 1));
  return { points: rows.map(({ point }) => point), cursor };
}

/** The same of one file as a columns frame. */
export async function pointsColumns(metrics: Metrics, request: PointRequest): Promise<Uint8Array> {
  const file = request.file ?? 'events.jsonl';
  const { cursor, series } = await read(metrics, { ...request, file });
  const generation = parseMetricCursor(cursor).get(file)?.generation ?? 1;
  return seriesFrame({ key: request.id, cursor, file, generation }, series, request.from_row);
}

async function read(metrics: Metrics, { id, metric, stage, from_row: from, limit, file }: PointRequest): Promise<{ cursor: string; series: SeriesPoints[] }> {
  const cursor = await metrics.cursor(id);
  const fromRow = Object.fromEntries([...parseMetricCursor(cursor).keys()].map((name) => [name, from]));
  const stages = stage?.flatMap((one) => (one === '' ? [null, ''] : [one]));
  const series = await metrics.points({ experimentId: id, fromRow, limit, ...(metric && { names: metric }), ...(stages && { stages }) });
  return { cursor, series: series.filter((one) => file === undefined || one.file === file) };
}

function rowsOf(id: string, { file, name, stage, row, step, ts, value, kind }: SeriesPoints) {
  return Array.from(value, (number, at) => ({
    file,
    point: {
      experiment_id: id,
      timestamp: ts[at] ?? 0,
      metric_name: name,
      metric_value: toWire(number),
      step: Number.isNaN(step[at] ?? NaN) ? null : (step[at] ?? null),
      stage,
      row: row[at] ?? 0,
      kind: kindNames.get(kind[at] ?? 0) ?? 'float',
    },
  }));
}
