import type { XAxis } from '../pure/run-view.js';

/** Which part of which axis is drawn, in how many buckets. */
export interface ChartAsk {
  readonly x: XAxis;
  readonly zoom: readonly [number, number] | null;
  readonly width: number;
}

/** The query of the overview: relative time is wall time counted from the run's beginning, so both share the daemon's buckets. */
export function overviewAsk({ x, zoom, width }: ChartAsk, begin: number): { readonly x: 'step' | 'time'; readonly width: number; readonly from?: number; readonly to?: number } {
  const origin = originOf(x, begin);
  return { x: x === 'step' ? 'step' : 'time', width, ...(zoom === null ? {} : { from: zoom[0] + origin, to: zoom[1] + origin }) };
}

/** What is taken off the daemon's x before it is drawn. */
export function originOf(x: XAxis, begin: number): number {
  return x === 'relative' ? begin : 0;
}

/** Whether two asks get the same answer. */
export function isSameAsk(a: ChartAsk | null, b: ChartAsk): boolean {
  return a !== null && a.x === b.x && a.width === b.width && a.zoom?.[0] === b.zoom?.[0] && a.zoom?.[1] === b.zoom?.[1];
}
