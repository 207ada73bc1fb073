import type { LineStyle } from '../pure/colour.js';
import type { XAxis } from '../pure/run-view.js';

/** How charts look: the part of the page's view that concerns them. */
export interface Look {
  readonly x: XAxis;
  readonly zoom: readonly [number, number] | null;
  /** Weight of the moving average; 0 = off. */
  readonly smoothing: number;
  readonly log: boolean;
}

/** How a stage's line looks, the same in every chart of the run. */
export type StyleOf = (stage: string | null) => LineStyle;
