import type { LivePoints } from '../api/line.js';
import type { MetricWriter } from '../api/metric-writer.js';
import type { Projection } from '../api/watch.js';

/** Where the followers of runs put what they read: one opening of the store. */
export interface LineWork {
  readonly writer: MetricWriter;
  readonly projection: Projection;
  /** Something of this experiment is in the open transaction or in the writer's memory. */
  changed(experimentId: string): void;
  read(counts: { readonly lines: number; readonly points: number; readonly rejects: number; readonly bytes: number }): void;
  isHeard(experimentId: string): boolean;
  hear(points: LivePoints): void;
}
