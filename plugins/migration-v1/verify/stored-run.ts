import type { MetricReject, Metrics, SeriesInfo, StreamCounts, TextCount } from '../../../daemon/api/metrics.js';

/** What the store holds of a run, all of it at the same byte of each event file. */
export interface StoredRun {
  readonly files: readonly StreamCounts[];
  readonly series: readonly SeriesInfo[];
  readonly texts: readonly TextCount[];
  readonly rejects: readonly MetricReject[];
}

const attempts = 20;
/** As many as are kept of a file (LIM-04), for some files. */
const mostRejects = 100_000;

/** One moment of a run; undefined when it grew at every attempt. Asked all at once, so that the line answers between two of its turns. */
export async function storedRun(metrics: Pick<Metrics, 'counts' | 'series' | 'textCounts' | 'rejects'>, id: string): Promise<StoredRun | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [before, series, texts, { rejects }, after] = await Promise.all([metrics.counts(id), metrics.series(id), metrics.textCounts(id), metrics.rejects(id, mostRejects, 0), metrics.counts(id)]);
    if (isSame(before, after)) return { files: before, series, texts, rejects };
  }
  return undefined;
}

/** Do both looks stand at the same bytes of the same files? */
export function isSame(one: readonly StreamCounts[], other: readonly StreamCounts[]): boolean {
  return one.length === other.length && one.every(({ file, generation, offset }, n) => other[n]?.file === file && other[n].generation === generation && other[n].offset === offset);
}
