import type { ArtifactEvaluation, ArtifactLifecycle, StageTransition } from '../../../schemas/dedup-lifecycle.js';
import type { MakerLifecycle } from './maker-lifecycle.js';

/** What people said here, oldest first. */
export interface OwnLifecycle {
  readonly transitions: readonly StageTransition[];
  readonly evaluations: readonly ArtifactEvaluation[];
}

/** Both together: the stage that was said last counts, and of two that were said at once the one that was said here. */
export function mergedLifecycle(maker: MakerLifecycle, own: OwnLifecycle): ArtifactLifecycle {
  const last = own.transitions.at(-1);
  const isOwn = last !== undefined && momentOf(last) >= (maker.updated_at ?? 0);
  return {
    stage: isOwn ? last.to_stage : (maker.stage ?? 'experimental'),
    updated_at: isOwn ? last.at : maker.updated_at,
    transitions: inTime([...maker.transitions, ...own.transitions]),
    evaluations: inTime([...maker.evaluations, ...own.evaluations]),
  };
}

function inTime<One extends { readonly at: number | null }>(all: readonly One[]): One[] {
  return all.toSorted((one, other) => momentOf(one) - momentOf(other));
}

function momentOf({ at }: { readonly at: number | null }): number {
  return at ?? 0;
}
