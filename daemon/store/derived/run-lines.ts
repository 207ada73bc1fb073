import { RunkeepError } from '../../api/errors.js';
import type { BlockReader } from '../block-reader.js';
import type { Selected } from '../select-series.js';
import { lastWritten } from './aligned.js';
import { fullSeries, mostPoints, pointsOf, sorted, type Line } from './full-series.js';

/** One metric and stage of many runs. */
export interface MetricLines {
  readonly name: string;
  readonly stage: string | null;
  /** By experiment: one point at each step, the last written. */
  readonly lines: Map<string, Line>;
  damagedChunks: number;
}

/** Collects runs one after the other; runs that logged at the same steps share one array of them. */
export class RunLines {
  readonly #metrics = new Map<string, MetricLines>();
  #points = 0;

  get metrics(): MetricLines[] {
    return [...this.#metrics.values()];
  }

  /** Takes the selected series of a run, of all its files: those of one name and stage are one line. */
  add(experimentId: string, selected: readonly Selected[], reader: BlockReader): void {
    const parts = new Map<string, Line[]>();
    for (const { view, ordinals } of selected) {
      this.#points += ordinals.reduce((sum, ordinal) => sum + pointsOf(view, ordinal), 0);
      if (this.#points > mostPoints) throw new RunkeepError('invalid', 'too-many-points', `these runs have more than the ${mostPoints} points that are aggregated at once`, 'ask for fewer runs, metrics or stages');
      for (const [ordinal, line] of fullSeries(view, ordinals, reader, 'step')) {
        const series = view.list.series[ordinal];
        if (series === undefined) continue;
        const { name, stage } = view.list.title(series);
        const key = JSON.stringify([name, stage]);
        const metric = this.#metrics.get(key) ?? { name, stage, lines: new Map<string, Line>(), damagedChunks: 0 };
        metric.damagedChunks += reader.damagedChunks(view, ordinal);
        this.#metrics.set(key, metric);
        parts.set(key, [...(parts.get(key) ?? []), line]);
      }
    }
    for (const [key, lines] of parts) this.#keep(key, experimentId, lines);
  }

  #keep(key: string, experimentId: string, parts: readonly Line[]): void {
    const line = lastWritten(parts.length === 1 && parts[0] !== undefined ? parts[0] : sorted(joined(parts)));
    const metric = this.#metrics.get(key);
    if (metric === undefined || line.x.length === 0) return;
    const before = [...metric.lines.values()].at(-1)?.x;
    metric.lines.set(experimentId, before !== undefined && isSame(before, line.x) ? { x: before, y: line.y } : line);
  }
}

function joined(lines: readonly Line[]): Line {
  const length = lines.reduce((sum, { x }) => sum + x.length, 0);
  const all = { x: new Float64Array(length), y: new Float64Array(length) };
  let at = 0;
  for (const { x, y } of lines) {
    all.x.set(x, at);
    all.y.set(y, at);
    at += x.length;
  }
  return all;
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  if (one.length !== other.length) return false;
  // Compared from the end, where runs of one length most often differ.
  for (let i = one.length - 1; i >= 0; i--) if (one[i] !== other[i]) return false;
  return true;
}
