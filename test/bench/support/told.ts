import type { Columns } from '../../../schemas/columns.js';
import { pointsMeta } from '../../../schemas/experiments.js';

/** What one socket was told of the metric `sent`: a frame may begin before what it told last, and a point counts once. */
export class Told {
  readonly #next = new Map<string, number>();

  /** Milliseconds since each new point of a frame was written; both ends read the machine's one monotonic clock. */
  delaysOf({ meta, columns }: Columns): number[] {
    const now = Number(process.hrtime.bigint()) / 1e6;
    const { key, names, first_row: first } = pointsMeta.parse(meta);
    const sent = names.indexOf('sent');
    const [rowTs, , , rows, points, values] = columns;
    const next = this.#next.get(key) ?? 0;
    this.#next.set(key, Math.max(next, first + (rowTs?.length ?? 0)));
    const delays: number[] = [];
    values?.forEach((value, index) => {
      if (points?.[index] === sent && value > 0 && first + Number(rows?.[index]) >= next) delays.push(now - value);
    });
    return delays;
  }
}
