/** Steps at which sessions after the first began: the step of the first row written at or after each seam. */
export function seamSteps(seams: readonly number[], ts: ArrayLike<number>, step: ArrayLike<number>): number[] {
  return seams.flatMap((seam) => {
    for (let row = 0; row < ts.length; row += 1) {
      const at = step[row] ?? Number.NaN;
      if ((ts[row] ?? Number.NaN) >= seam && !Number.isNaN(at)) return [at];
    }
    return [];
  });
}
