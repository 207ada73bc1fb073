import type { CheckPlan } from '../api/checks.js';
import type { FsckFinding, FsckKind, FsckProgress } from '../../schemas/upkeep.js';

/** What the thread of a check is started with. */
export interface FsckData {
  readonly database: string;
  /** Absolute real path of the root. */
  readonly root: string;
  readonly kind: FsckKind;
  readonly plan: CheckPlan;
  /** Share of the time that it works; the rest it leaves to the machine. */
  readonly share: number;
}

/** What it says while it works. */
export type FsckWord = { readonly finding: FsckFinding } | { readonly progress: FsckProgress } | { readonly done: true; readonly progress: FsckProgress };
