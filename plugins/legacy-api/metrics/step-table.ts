import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Metrics, MetricText, SeriesInfo, SeriesPoints } from '../../../daemon/api/metrics.js';
import { chosenSteps } from './chosen-steps.js';
import { eventWindows } from './event-windows.js';
import { StepAxis } from './step-axis.js';
import { StepColumn } from './step-column.js';

export interface TableQuery {
  readonly experimentId: string;
  /** All but `epoch` when absent. */
  readonly names?: readonly string[];
  readonly range?: { readonly from: number; readonly to: number };
  /** Rows at most. */
  readonly downsample?: number;
  /** Columns `stage` and `time` too. */
  readonly hasEvents: boolean;
}

/** The legacy table: one row a step. */
export interface StepTable {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Rows before some were left out. */
  readonly total: number;
  readonly lastStep: number | null;
  /** A row as JSON. */
  row(at: number): string;
}

// 16 bytes and a kind a cell: 340 MB at most.
const mostCells = 20_000_000;
const mostTexts = 100_000;

/** Merges the events of a run into rows, the last writer of a step first served, as the legacy viewer did. */
export async function stepTable(metrics: Metrics, query: TableQuery): Promise<StepTable> {
  const { experimentId } = query;
  const all = await metrics.series(experimentId);
  const series = all.filter(({ name }) => (query.names === undefined ? name !== 'epoch' : query.names.includes(name)));
  const axis = await axisOf(metrics, query, all);
  const names = [...new Set(series.map(({ name }) => name))];
  const steps = query.downsample === undefined || axis.length <= query.downsample ? axis : await chosenSteps(axis, { metrics, experimentId, series, rows: query.downsample, ...(query.names && { names: query.names }) });
  if (steps.length * (names.length + 2) > mostCells) throw new RunkeepError('invalid', 'narrow-the-range', `These are ${steps.length} rows of ${names.length} metrics.`, 'Ask with downsample, at most 50000.');
  const builder = new TableBuilder(steps, names, query.hasEvents);
  for await (const window of eventWindows(metrics, experimentId, query.names)) for (const points of window.series) builder.add(points, window.ordinal);
  if (query.hasEvents) for (let at = 0; at < mostTexts; at += 10_000) builder.addTexts(await metrics.texts(experimentId, 10_000, at));
  return builder.table(axis.length);
}

async function axisOf(metrics: Metrics, { experimentId, names, range }: TableQuery, series: readonly SeriesInfo[]): Promise<Float64Array> {
  const axis = new StepAxis();
  const read = names ?? (await coverOf(metrics, experimentId, series));
  for await (const window of eventWindows(metrics, experimentId, read)) axis.add(window);
  const steps = axis.finished();
  return range === undefined ? steps : steps.filter((step) => step >= range.from && step <= range.to);
}

/** A metric that every event has tells all steps: reading it alone is a tenth of the work where ten are logged. All are read where there is none. */
async function coverOf(metrics: Metrics, experimentId: string, series: readonly SeriesInfo[]): Promise<readonly string[] | undefined> {
  const events = (await metrics.counts(experimentId)).reduce((sum, { metricEvents }) => sum + metricEvents, 0);
  const points = new Map<string, number>();
  for (const { name, points: own } of series) points.set(name, (points.get(name) ?? 0) + own);
  const name = [...points].find(([, own]) => own === events)?.[0];
  return name === undefined ? undefined : [name];
}

class TableBuilder {
  readonly #steps: Float64Array;
  readonly #columns: Map<string, StepColumn>;
  readonly #time: StepColumn;
  readonly #stage: StepColumn;
  readonly #hasEvents: boolean;
  #hasStage = false;
  /** Row of the step that was looked for last: steps mostly rise. */
  #near = 0;

  constructor(steps: Float64Array, names: readonly string[], hasEvents: boolean) {
    this.#steps = steps;
    this.#hasEvents = hasEvents;
    this.#columns = new Map(names.map((name) => [name, new StepColumn(steps.length)]));
    this.#time = new StepColumn(steps.length);
    this.#stage = new StepColumn(steps.length);
  }

  add({ name, stage, row, step, ts, value, kind }: SeriesPoints, ordinal: number): void {
    const column = this.#columns.get(name);
    for (let at = 0; at < row.length; at++) {
      const place = this.#placeOf(step[at] ?? NaN);
      if (place < 0) continue;
      const order = ordinal + (row[at] ?? 0);
      column?.put(place, order, value[at] ?? NaN, kind[at]);
      this.#time.put(place, order, ts[at] ?? NaN);
      if (stage === null) continue;
      this.#hasStage = true;
      this.#stage.putText(place, stageJson(stage));
    }
  }

  /** Texts and nulls; objects and arrays are left out. */
  addTexts(texts: readonly MetricText[]): void {
    for (const { name, kind, step, text } of texts) {
      const place = step === null || (kind !== 'string' && kind !== 'null') ? -1 : this.#placeOf(step);
      if (place < 0) continue;
      const column = this.#columns.get(name) ?? new StepColumn(this.#steps.length);
      this.#columns.set(name, column);
      column.putText(place, text);
    }
  }

  table(total: number): StepTable {
    const cells = new Map<string, StepColumn>();
    if (this.#hasEvents) cells.set('time', this.#time);
    if (this.#hasEvents && this.#hasStage) cells.set('stage', this.#stage);
    for (const [name, column] of this.#columns) cells.set(name, column);
    const sorted = [...cells].sort(([a], [b]) => (a < b ? -1 : 1));
    const keyed = sorted.map(([name, column]) => ({ key: `,${JSON.stringify(name)}:`, column }));
    const row = (at: number): string => `{"global_step":${this.#steps[at] ?? 'null'}${keyed.map(({ key, column }) => key + column.json(at)).join('')}}`;
    return { columns: ['global_step', ...sorted.map(([name]) => name)], rows: this.#steps.length, total, lastStep: this.#steps.at(-1) ?? null, row };
  }

  #placeOf(step: number): number {
    const steps = this.#steps;
    if (steps[this.#near] === step) return this.#near;
    if (steps[this.#near + 1] === step) return ++this.#near;
    let low = 0;
    let high = steps.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = steps[middle] ?? 0;
      if (found === step) return (this.#near = middle);
      if (found < step) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

/** Stages are kept as the text of their JSON value (DISK-30): what reads as a number was one. */
function stageJson(stage: string): string {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(stage) ? stage : JSON.stringify(stage);
}
