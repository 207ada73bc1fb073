import { align } from './align.js';
import type { SmoothedLine } from './smoothed-line.js';
import type { Vertices } from './vertices.js';

/** One line of a chart as it is drawn. */
export interface PlotLine {
  readonly vertices: Vertices;
  /** Null when smoothing is off; its places are its own. */
  readonly smoothed: SmoothedLine | null;
}

/** A value that has no place on the y axis: not finite, or not positive on a logarithmic axis. */
export interface Mark {
  readonly x: number;
  readonly line: number;
  readonly edge: 'top' | 'bottom';
}

/** What the plot takes: x, then per line low, high, line and, when smoothing is on, smoothed. */
export interface PlotData {
  readonly x: number[];
  readonly columns: (number | null)[][];
  readonly marks: readonly Mark[];
  /** Lowest and highest x of lines and marks; null when there is nothing. */
  readonly extent: readonly [number, number] | null;
}

/** Puts the lines of a chart on one x; what the y axis cannot hold becomes a mark at its edge (VIEW-15). */
export function plotData(lines: readonly PlotLine[], isLog: boolean): PlotData {
  const marks = lines.flatMap(({ vertices }, line) => [...outside(vertices, isLog).map((x) => ({ x, line, edge: 'bottom' as const })), ...vertices.above.map((x) => ({ x, line, edge: 'top' as const }))]);
  const shown = isLog ? (value: number) => (value > 0 ? value : Number.NaN) : (value: number) => value;
  const { x, columns } = align(lines.flatMap(({ vertices, smoothed }) => [
    { x: vertices.x, columns: [vertices.low, vertices.high, vertices.line].map((column) => column.map(shown)) },
    ...(smoothed === null ? [] : [{ x: smoothed.x, columns: [smoothed.y.map(shown)] }]),
  ]));
  return { x, columns, marks, extent: extentOf([x[0], x.at(-1), ...marks.map((mark) => mark.x)]) };
}

function extentOf(places: readonly (number | undefined)[]): readonly [number, number] | null {
  const known = places.filter((place) => place !== undefined);
  return known.length === 0 ? null : [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
}

function outside(vertices: Vertices, isLog: boolean): number[] {
  if (!isLog) return vertices.below;
  return [...vertices.below, ...vertices.x.filter((_, i) => !((vertices.low[i] ?? Number.NaN) > 0))];
}
