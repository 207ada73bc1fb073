import type { Smoothing } from '../../api/derived-metrics.js';
import { RunkeepError } from '../../api/errors.js';
import { ema, timeEma } from './ema.js';
import { gaussian, runningMean } from './windows.js';

/** Values beyond this are scaled down while they are summed, so that no sum overflows. */
const large = 2 ** 900;
const scale = 2 ** -120;

/**
 * The smoothed value of each point. `x` ascends. Points that are not finite stay as they are, and the others are smoothed as
 * if they were not there. Within 1e-12 of the exact result, relative to the greatest magnitude of the series.
 */
export function smooth(x: Float64Array, y: Float64Array, smoothing: Smoothing): Float64Array {
  checkSmoothing(smoothing);
  const { places, xs, ys, greatest } = finiteOf(x, y);
  if (greatest > large) for (let i = 0; i < ys.length; i++) ys[i] = (ys[i] ?? 0) * scale;
  const line = smoothFinite(xs, ys, smoothing);
  if (greatest > large) for (let i = 0; i < line.length; i++) line[i] = (line[i] ?? 0) / scale;
  if (places === undefined) return line;
  const all = Float64Array.from(y);
  for (let i = 0; i < places.length; i++) all[places[i] ?? 0] = line[i] ?? NaN;
  return all;
}

/** Refuses a parameter that its kind does not know. */
export function checkSmoothing({ kind, parameter }: Smoothing): void {
  const isGood = kind === 'ema' ? parameter >= 0 && parameter < 1 : kind === 'mean' ? Number.isSafeInteger(parameter) && parameter >= 1 : parameter > 0 && parameter <= (kind === 'gaussian' ? 500 : Number.MAX_VALUE);
  if (!isGood) throw new RunkeepError('invalid', 'bad-smoothing', `${parameter} is no parameter of the smoothing ${kind}`, 'ema: 0 <= weight < 1; time-ema: half-life in x, above 0; mean: whole number of points, 1 or more; gaussian: deviation in points, above 0 and at most 500');
}

function smoothFinite(x: Float64Array, y: Float64Array, { kind, parameter }: Smoothing): Float64Array {
  if (kind === 'ema') return ema(y, parameter);
  if (kind === 'time-ema') return timeEma(x, y, parameter);
  return kind === 'mean' ? runningMean(y, parameter) : gaussian(y, parameter);
}

interface FinitePoints {
  /** Where each stands among all; absent when all are finite. */
  readonly places: Uint32Array | undefined;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly greatest: number;
}

function finiteOf(x: Float64Array, y: Float64Array): FinitePoints {
  const places = new Uint32Array(y.length);
  let count = 0;
  let greatest = 0;
  for (let i = 0; i < y.length; i++) {
    const size = Math.abs(y[i] ?? NaN);
    if (!(size < Infinity)) continue;
    places[count++] = i;
    if (size > greatest) greatest = size;
  }
  if (count === y.length) return { places: undefined, xs: x, ys: greatest > large ? y.slice() : y, greatest };
  const kept = places.subarray(0, count);
  return { places: kept, xs: Float64Array.from(kept, (at) => x[at] ?? NaN), ys: Float64Array.from(kept, (at) => y[at] ?? NaN), greatest };
}
