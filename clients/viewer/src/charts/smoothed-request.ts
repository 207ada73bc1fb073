import { smoothedColumns, smoothedMeta } from '../../../../schemas/derived.js';
import { getColumns } from '../lib/api.js';
import { smoothedLine, type SmoothedLine } from '../pure/smoothed-line.js';
import type { Smoothing } from '../pure/smoothing.js';
import { overviewAsk, type ChartAsk } from './run-range.js';

/** Which part of which axis is drawn, and how it is smoothed. */
export interface SmoothedAsk extends ChartAsk {
  readonly smoothing: Smoothing;
}

/** The smoothed lines of one chart by `lineKey`, with what they answer. */
export interface SmoothedChart {
  readonly ask: SmoothedAsk;
  readonly lines: ReadonlyMap<string, SmoothedLine>;
}

/** The name of a line within its chart. */
export function lineKey(file: string, stage: string | null): string {
  return JSON.stringify([file, stage]);
}

/** Has some metrics of one run smoothed by the daemon, over all their points (VIEW-33), in one request. */
export async function fetchSmoothed(id: string, metrics: readonly string[], ask: SmoothedAsk, begin: number): Promise<ReadonlyMap<string, SmoothedChart>> {
  const { meta, columns } = await getColumns('/api/experiments/smoothed', { query: { id, metric: metrics, ...ask.smoothing, ...overviewAsk(ask, begin) } });
  const charts = new Map(metrics.map((name) => [name, { ask, lines: new Map<string, SmoothedLine>() }]));
  const column = (series: number, name: (typeof smoothedColumns)[number]): ArrayLike<number> => columns[series * smoothedColumns.length + smoothedColumns.indexOf(name)] ?? [];
  for (const [i, { file, name, stage }] of smoothedMeta.parse(meta).series.entries()) charts.get(name)?.lines.set(lineKey(file, stage), smoothedLine(column(i, 'lastX'), column(i, 'last')));
  return charts;
}
