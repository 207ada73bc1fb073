import type { PointsFrame } from '../pure/points-frame.js';

/** One point of a frame. */
export interface FramePoint {
  readonly stage: string | null;
  /** Step, or the row where there is none. */
  readonly step: number;
  readonly ts: number;
  readonly value: number;
}

/** Points of one metric from row `fromRow` of the file on. */
export function* pointsOf(frame: PointsFrame, metric: string, fromRow: number): Generator<FramePoint> {
  const wanted = frame.names.indexOf(metric);
  if (wanted < 0) return;
  for (let i = 0; i < frame.value.length; i += 1) {
    const row = frame.row[i] ?? 0;
    if (frame.name[i] !== wanted || frame.firstRow + row < fromRow) continue;
    const step = frame.step[row] ?? Number.NaN;
    yield {
      stage: frame.stages[frame.stage[row] ?? -1] ?? null,
      step: Number.isNaN(step) ? frame.firstRow + row : step,
      ts: frame.ts[row] ?? Number.NaN,
      value: frame.value[i] ?? Number.NaN,
    };
  }
}
