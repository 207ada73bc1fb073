import type { XAxis } from '../pure/run-view.js';

/** Where the run was opened again, on the axis shown; on steps there is no such place, as they may begin anew (VIEW-73). */
export function seamsOn(x: XAxis, seams: readonly number[], begin: number): readonly number[] {
  if (x === 'step') return [];
  return x === 'time' ? seams : seams.map((seam) => seam - begin);
}
