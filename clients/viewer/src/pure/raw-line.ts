import { Ema } from './ema.js';
import { SampledLine } from './sampled-line.js';

/** All points of one series, in x order, smoothed as they come; what is smoothed at an x is the same at every zoom (VIEW-33). */
export class RawLine {
  readonly #weight: number;
  #x: number[] = [];
  #y: number[] = [];
  #smoothed: number[] = [];
  #ema: Ema;

  constructor(weight: number) {
    this.#weight = weight;
    this.#ema = new Ema(weight);
  }

  get length(): number {
    return this.#x.length;
  }

  /** The same points under another weight. */
  reweighted(weight: number): RawLine {
    const line = new RawLine(weight);
    line.#x = this.#x;
    line.#y = this.#y;
    line.#smoothAll();
    return line;
  }

  /** Takes points in arrival order. */
  add(x: ArrayLike<number>, y: ArrayLike<number>): void {
    let isInOrder = true;
    for (let i = 0; i < x.length; i += 1) {
      const place = x[i] ?? Number.NaN;
      const value = y[i] ?? Number.NaN;
      isInOrder &&= place >= (this.#x.at(-1) ?? -Infinity);
      this.#x.push(place);
      this.#y.push(value);
      if (isInOrder) this.#smoothed.push(this.#ema.next(value));
    }
    if (!isInOrder) this.#sort();
  }

  /** Smoothed values at ascending places. */
  smoothedAt(places: ArrayLike<number>): number[] {
    return new SampledLine(this.#x, this.#smoothed).at(places);
  }

  #sort(): void {
    const order = Array.from(this.#x, (_, i) => i).sort((a, b) => (this.#x[a] ?? 0) - (this.#x[b] ?? 0) || a - b);
    this.#x = order.map((i) => this.#x[i] ?? Number.NaN);
    this.#y = order.map((i) => this.#y[i] ?? Number.NaN);
    this.#smoothAll();
  }

  #smoothAll(): void {
    this.#ema = new Ema(this.#weight);
    this.#smoothed = this.#y.map((value) => this.#ema.next(value));
  }
}
