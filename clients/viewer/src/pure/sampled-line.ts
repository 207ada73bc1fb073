/** A line in x order whose value at any x is that of its last point at or before x. */
export class SampledLine {
  readonly #x: ArrayLike<number>;
  readonly #y: ArrayLike<number>;

  constructor(x: ArrayLike<number>, y: ArrayLike<number>) {
    this.#x = x;
    this.#y = y;
  }

  /** Values at ascending places; NaN before the first point. */
  at(places: ArrayLike<number>): number[] {
    const values: number[] = [];
    let next = 0;
    let value = Number.NaN;
    for (let i = 0; i < places.length; i += 1) {
      const place = places[i] ?? Number.NaN;
      while (next < this.#x.length && (this.#x[next] ?? Infinity) <= place) {
        const y = this.#y[next] ?? Number.NaN;
        if (!Number.isNaN(y)) value = y;
        next += 1;
      }
      values.push(value);
    }
    return values;
  }
}
