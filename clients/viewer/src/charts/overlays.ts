import type uPlot from 'uplot';
import type { LineStyle } from '../pure/colour.js';
import type { Mark } from '../pure/plot-data.js';
import type { Palette } from './palette.js';

/** Draws a small triangle at the edge for each value that has no place on the y axis: +∞ above, the others below (VIEW-15). */
export function drawMarks(plot: uPlot, marks: readonly Mark[], styles: readonly LineStyle[], palette: Palette): void {
  const { ctx, bbox } = plot;
  const size = 5 * devicePixelRatio;
  const edges = { top: [bbox.top, 1], bottom: [bbox.top + bbox.height, -1] } as const;
  ctx.save();
  for (const { x, line, edge } of marks) {
    const at = plot.valToPos(x, 'x', true);
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.fillStyle = palette.lines[styles[line]?.colour ?? 0] ?? '';
    ctx.beginPath();
    const [base, inwards] = edges[edge];
    ctx.moveTo(at, base + inwards * size * 1.6);
    ctx.lineTo(at - size, base);
    ctx.lineTo(at + size, base);
    ctx.fill();
  }
  ctx.restore();
}

/** Draws the places where a run was opened again (VIEW-73). */
export function drawSeams(plot: uPlot, seams: readonly number[], palette: Palette): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = palette.seam;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const seam of seams) {
    const at = plot.valToPos(seam, 'x', true);
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
