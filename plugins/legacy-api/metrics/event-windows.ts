import type { Metrics, SeriesPoints } from '../../../daemon/api/metrics.js';

const windowRows = 20_000;
/** Events of one file lie this far apart from those of the next, in the order of all events. */
const fileStride = 2 ** 40;

/** The points of some consecutive events of one file; `row` of a point less `from` is its event in the window. */
export interface EventWindow {
  /** What to add to a row, so that events of all files have one order. */
  readonly ordinal: number;
  readonly from: number;
  readonly rows: number;
  readonly series: readonly SeriesPoints[];
}

/** All points of an experiment, file by file, some events at a time: the daemon serves others in between. */
export async function* eventWindows(metrics: Metrics, experimentId: string, names?: readonly string[]): AsyncGenerator<EventWindow> {
  const counts = (await metrics.counts(experimentId)).map(({ file, metricEvents }) => ({ file, rows: metricEvents })).sort((a, b) => (a.file < b.file ? -1 : 1));
  for (const [at, { file, rows }] of counts.entries()) {
    for (let from = 0; from < rows; from += windowRows) {
      const limit = Math.min(windowRows, rows - from);
      const elsewhere = counts.filter((other) => other.file !== file).map((other): [string, number] => [other.file, other.rows + windowRows]);
      const points = await metrics.points({ experimentId, fromRow: Object.fromEntries([...elsewhere, [file, from]]), limit, ...(names && { names }) });
      yield { ordinal: at * fileStride, from, rows: limit, series: points.filter((one) => one.file === file) };
      await new Promise(setImmediate);
    }
  }
}
