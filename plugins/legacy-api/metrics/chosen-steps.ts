import type { Metrics, SeriesInfo } from '../../../daemon/api/metrics.js';

export interface Choice {
  readonly metrics: Metrics;
  readonly experimentId: string;
  readonly names?: readonly string[];
  readonly series: readonly SeriesInfo[];
  /** Rows at most, unless the extremes alone are more. */
  readonly rows: number;
}

/**
 * The steps to show where there are too many: first and last, the place of the least and greatest value of each series in each bucket of
 * the pyramid, so that no series loses a spike, and as many evenly spaced ones as there is room for.
 */
export async function chosenSteps(axis: Float64Array, { metrics, experimentId, names, series, rows }: Choice): Promise<Float64Array> {
  const chosen = new Set<number>([axis[0] ?? 0, axis.at(-1) ?? 0]);
  for (const { minStep, maxStep } of series) for (const step of [minStep, maxStep]) if (step !== null) chosen.add(step);
  const width = Math.floor((rows - chosen.size) / (2 * Math.max(1, series.length)));
  if (width >= 2) await addExtremes(chosen, { metrics, experimentId, width, from: axis[0] ?? 0, to: axis.at(-1) ?? 0, ...(names && { names }) });
  const room = rows - chosen.size;
  for (let each = 1; each <= room; each++) chosen.add(axis[Math.floor((each * axis.length) / (room + 1))] ?? 0);
  return axis.filter((step) => chosen.has(step));
}

interface Extremes {
  readonly metrics: Metrics;
  readonly experimentId: string;
  readonly names?: readonly string[];
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

async function addExtremes(chosen: Set<number>, { metrics, ...query }: Extremes): Promise<void> {
  for (const { count, minX, maxX } of await metrics.overview({ ...query, axis: 'step' })) {
    for (let at = 0; at < count.length; at++) {
      if (count[at] === 0) continue;
      chosen.add(minX[at] ?? 0);
      chosen.add(maxX[at] ?? 0);
    }
  }
}
