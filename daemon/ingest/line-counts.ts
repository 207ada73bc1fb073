/** What was read since the line began. */
export class LineCounts {
  lines = 0;
  points = 0;
  rejects = 0;
  bytes = 0;

  add({ lines, points, rejects, bytes }: { readonly lines: number; readonly points: number; readonly rejects: number; readonly bytes: number }): void {
    this.lines += lines;
    this.points += points;
    this.rejects += rejects;
    this.bytes += bytes;
  }
}
