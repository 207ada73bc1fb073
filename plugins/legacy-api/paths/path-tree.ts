import type { RunGroup } from '../../../schemas/contracts/experiment-catalog.js';
import { experimentState, type ExperimentState } from '../../../schemas/experiments.js';

export interface PathTree {
  readonly [segment: string]: PathTree;
}

/** How many runs lie at a path and below it, by state; the states add up to the total. */
export type PathStats = Readonly<Record<'total' | ExperimentState, number>>;

/** Paths of runs that are not deleted, sorted; the root has none. */
export function pathsOf(groups: readonly RunGroup[]): string[] {
  return [...new Set(present(groups).map(({ path }) => path))].filter((path) => path !== '').sort();
}

/** A path and all those above it. */
export function withAncestors(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_part, at) => parts.slice(0, at + 1).join('/'));
}

/** Paths as a tree; segments are names of people, so no object has a prototype (SEC-35). */
export function treeOf(paths: readonly string[]): PathTree {
  const root = bare();
  for (const path of paths) {
    let node = root;
    for (const part of path.split('/')) node = node[part] ??= bare();
  }
  return root;
}

/** Every path and those above it, each run counted once in each of them. */
export function statsOf(groups: readonly RunGroup[]): Record<string, PathStats> {
  const found = new Map<string, Record<'total' | ExperimentState, number>>();
  for (const { path, state, runs } of present(groups)) {
    for (const at of path === '' ? [] : withAncestors(path)) {
      const stats = found.get(at) ?? zeros();
      found.set(at, stats);
      stats.total += runs;
      stats[experimentState.catch('other').parse(state)] += runs;
    }
  }
  const stats = bare() as unknown as Record<string, PathStats>;
  for (const [path, counts] of found) stats[path] = counts;
  return stats;
}

/** Groups of runs that the legacy lists show: all but the deleted ones. */
export function present(groups: readonly RunGroup[]): RunGroup[] {
  return groups.filter(({ show }) => show === 'present');
}

/** Does a path lie at or below another one? Without `exact` the root holds all. */
export function liesAt(path: string, { path: top, exact }: { readonly path: string; readonly exact: boolean }): boolean {
  if (path === top) return true;
  return !exact && (top === '' || path.startsWith(`${top}/`));
}

type Node = { [segment: string]: Node };
function bare(): Node {
  return Object.create(null) as Node; // create says any
}

function zeros(): Record<'total' | ExperimentState, number> {
  return { total: 0, running: 0, stale: 0, finished: 0, failed: 0, interrupted: 0, other: 0, unknown: 0 };
}
