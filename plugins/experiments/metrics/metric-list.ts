import type { Metrics, SeriesInfo, TextCount } from '../../../daemon/api/metrics.js';
import type { MetricList, MetricSeries } from '../../../schemas/experiments.js';
import { toWire } from '../../../schemas/numbers.js';
import type { Session } from '../catalog/sessions.js';
import { recordOf } from '../wire-json.js';

/** The series of an experiment, and how far its files are taken in. The cursor is taken first: what comes after it comes live. */
export async function metricListOf(metrics: Metrics, id: string, sessions: readonly Session[]): Promise<MetricList> {
  const cursor = await metrics.cursor(id);
  const series = await metrics.series(id);
  return {
    cursor,
    series: series.map(seriesOf),
    non_numeric: byName(await metrics.textCounts(id)),
    files: (await metrics.counts(id)).map((file) => ({
      file: file.file, generation: file.generation, offset: file.offset, size: file.size, lines: file.lines,
      events: file.events, metric_events: file.metricEvents, glued_lines: file.gluedLines, rejects: file.rejects,
    })),
    seams: sessions.slice(1).flatMap(({ started_at }) => started_at ?? []),
  };
}

function seriesOf(info: SeriesInfo): MetricSeries {
  const { nan, posInf, negInf, ...kinds } = info.kinds;
  return {
    file: info.file, name: info.name, stage: info.stage, points: info.points,
    kinds: { ...kinds, nan, pos_inf: posInf, neg_inf: negInf },
    no_step: info.noStep, lowest_step: info.lowestStep, highest_step: info.highestStep,
    last: toWire(info.last), last_step: info.lastStep,
    min: info.min, min_step: info.minStep, max: info.max, max_step: info.maxStep,
  };
}

/** Integers beyond 2^53 are numbers, with their digits kept beside. */
function byName(counts: readonly TextCount[]): MetricList['non_numeric'] {
  const names = new Map<string, [string, number][]>();
  for (const { name, kind, count } of counts) if (kind !== 'bigint') names.set(name, [...(names.get(name) ?? []), [kind, count]]);
  return recordOf([...names].map(([name, kinds]) => [name, recordOf(kinds)]));
}
