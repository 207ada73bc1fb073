import type { LineStyle } from '../pure/colour.js';
import type { XAxis } from '../pure/run-view.js';
import type { Smoothing } from '../pure/smoothing.js';

/** How charts look: the part of the page's view that concerns them. */
export interface Look {
  readonly x: XAxis;
  readonly zoom: readonly [number, number] | null;
  /** Null = off. */
  readonly smoothing: Smoothing | null;
  readonly log: boolean;
}

/** How a stage's line looks, the same in every chart of the run. */
export type StyleOf = (stage: string | null) => LineStyle;
