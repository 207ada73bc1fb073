import type { EventWindow } from './event-windows.js';

/** Collects the distinct steps of an experiment, which are the rows of the legacy table. */
export class StepAxis {
  #steps = new Float64Array(1024);
  #length = 0;
  #isAscending = true;

  /** Takes the steps of a window in; events without a step, or without a number, have no row. */
  add({ from, rows, series }: EventWindow): void {
    const steps = new Float64Array(rows).fill(NaN);
    for (const { row, step } of series) for (let at = 0; at < row.length; at++) steps[(row[at] ?? 0) - from] = step[at] ?? NaN;
    for (const step of steps) if (!Number.isNaN(step)) this.#push(step);
  }

  /** The steps, ascending, each once. */
  finished(): Float64Array {
    const all = this.#steps.subarray(0, this.#length);
    if (this.#isAscending) return all;
    all.sort();
    return all.filter((step, at) => at === 0 || step !== all[at - 1]);
  }

  #push(step: number): void {
    const last = this.#steps[this.#length - 1];
    if (last === step) return;
    if (last !== undefined && last > step) this.#isAscending = false;
    if (this.#length === this.#steps.length) this.#grow();
    this.#steps[this.#length++] = step;
  }

  #grow(): void {
    const wider = new Float64Array(this.#steps.length * 2);
    wider.set(this.#steps);
    this.#steps = wider;
  }
}
