import type { Interpolation } from '../../api/derived-metrics.js';
import type { Line } from './full-series.js';

/** The line with one point at each x: the last written. `x` ascends. */
export function lastWritten({ x, y }: Line): Line {
  let twice = 0;
  for (let i = 1; i < x.length; i++) if (x[i] === x[i - 1]) twice++;
  if (twice === 0) return { x, y };
  const kept = x.length - twice;
  const line = { x: new Float64Array(kept), y: new Float64Array(kept) };
  let at = 0;
  for (let i = 0; i < x.length; i++) {
    if (x[i] === x[i + 1]) continue;
    line.x[at] = x[i] ?? NaN;
    line.y[at++] = y[i] ?? NaN;
  }
  return line;
}

/** Every x at which any of the lines has a point, ascending. */
export function stepsOf(lines: readonly Line[]): Float64Array {
  const axes = [...new Set(lines.map(({ x }) => x))];
  const [first] = axes;
  if (first === undefined || axes.length === 1) return first ?? new Float64Array(0);
  const all = new Float64Array(axes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const axis of axes) {
    all.set(axis, at);
    at += axis.length;
  }
  all.sort();
  return lastWritten({ x: all, y: all }).x;
}

/**
 * Calls `visit` for every step with the finite values that the runs have there, in the first `count` places of one reused array. At a step
 * that a run logged counts what it logged; between two of its points what the interpolation says, nothing outside them.
 */
export function sweep(steps: Float64Array, lines: readonly Line[], interpolate: Interpolation, visit: Visit): void {
  if (lines.every(({ x }) => x === steps)) sweepTogether(steps, lines, visit);
  else sweepApart(steps, lines, interpolate, visit);
}

type Visit = (step: number, values: Float64Array, count: number) => void;

/** Runs that logged at the same steps need no looking for them: a third of the time. */
function sweepTogether(steps: Float64Array, lines: readonly Line[], visit: Visit): void {
  const values = new Float64Array(lines.length);
  const columns = lines.map(({ y }) => y);
  for (let at = 0; at < steps.length; at++) {
    let count = 0;
    for (const column of columns) {
      const value = column[at] ?? NaN;
      if (Number.isFinite(value)) values[count++] = value;
    }
    visit(steps[at] ?? NaN, values, count);
  }
}

function sweepApart(steps: Float64Array, lines: readonly Line[], interpolate: Interpolation, visit: Visit): void {
  const next = new Uint32Array(lines.length);
  const values = new Float64Array(lines.length);
  for (const step of steps) {
    let count = 0;
    for (let run = 0; run < lines.length; run++) {
      const line = lines[run];
      if (line === undefined) continue;
      let at = next[run] ?? 0;
      while (at < line.x.length && (line.x[at] ?? NaN) < step) at++;
      next[run] = at;
      const value = line.x[at] === step ? (line.y[at] ?? NaN) : between(line, at, step, interpolate);
      if (Number.isFinite(value)) values[count++] = value;
    }
    visit(step, values, count);
  }
}

/** What a run says at `step` before its point number `at`: on the straight line y0 + (y1 - y0) * t, or its last value. */
function between({ x, y }: Line, at: number, step: number, interpolate: Interpolation): number {
  if (interpolate === 'none' || at === 0 || at >= x.length) return NaN;
  const before = y[at - 1] ?? NaN;
  if (interpolate === 'last') return before;
  const after = y[at] ?? NaN;
  const part = (step - (x[at - 1] ?? NaN)) / ((x[at] ?? NaN) - (x[at - 1] ?? NaN));
  const rise = after - before;
  return Math.abs(rise) === Infinity ? before * (1 - part) + after * part : before + rise * part;
}
