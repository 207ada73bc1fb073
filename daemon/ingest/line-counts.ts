/** What was read since the line began. */
export class LineCounts {
  lines = 0;
  points = 0;
  rejects = 0;

  add({ lines, points, rejects }: { readonly lines: number; readonly points: number; readonly rejects: number }): void {
    this.lines += lines;
    this.points += points;
    this.rejects += rejects;
  }
}
