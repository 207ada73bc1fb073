import type { FsckKind, FsckReport } from '../../schemas/upkeep.js';
import { Token } from './token.js';

/** Which of a plugin's tables say what an experiment is, so that a check can follow them. Names only. */
export interface CheckPlan {
  readonly experiments: { readonly table: string; readonly id: string; readonly dir: string };
  /** Tables whose rows must belong to an experiment. */
  readonly dependents: readonly { readonly table: string; readonly column: string }[];
}

/** Looks whether the database holds what it should (`fsck`), in a thread of its own, while the daemon serves. */
export interface Checks {
  /** Begins a check unless one runs; resolves with its report when it has ended. */
  run(kind: FsckKind, plan: CheckPlan): Promise<FsckReport>;
  /** The check that runs, or the last one, also of an earlier start. */
  report(): FsckReport;
  /** Adds to the last report what was done about it. */
  repaired(experimentIds: readonly string[]): void;
}
export const Checks = new Token<Checks>('Checks');
