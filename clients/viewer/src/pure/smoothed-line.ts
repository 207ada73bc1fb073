/** A smoothed series: the exact value of the last point of each bucket, at its exact x, ascending. */
export interface SmoothedLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The line through what an answer says of one series; buckets without a finite value have no place on it. */
export function smoothedLine(lastX: ArrayLike<number>, last: ArrayLike<number>): SmoothedLine {
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < lastX.length; i += 1) {
    const place = lastX[i] ?? Number.NaN;
    const value = last[i] ?? Number.NaN;
    if (Number.isNaN(place) || Number.isNaN(value)) continue;
    x.push(place);
    y.push(value);
  }
  return { x, y };
}

/** The same line counted from `origin`. */
export function shifted({ x, y }: SmoothedLine, origin: number): SmoothedLine {
  return { x: origin === 0 ? x : x.map((place) => place - origin), y };
}
