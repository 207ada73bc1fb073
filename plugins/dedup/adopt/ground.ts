import type { Clock } from '../../../daemon/api/clock.js';
import type { Findings } from './findings.js';

/** Where a survey looks, and whom it tells. */
export interface Ground {
  /** Absolute path of the root. */
  readonly root: string;
  readonly clock: Clock;
  readonly findings: Findings;
  /** Numbers of versions of this name that were made here, each with the home of its documents; undefined: it is only being made. */
  numbersMadeHere(type: string, name: string): Promise<ReadonlyMap<number, 'root' | 'keep' | undefined>>;
}
