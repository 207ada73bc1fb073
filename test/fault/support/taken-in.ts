import { experimentList, metricList, pointList, type ExperimentRow } from '../../../schemas/experiments.js';
import type { TestDaemon } from '../../support/daemon.js';
import { truths, type RunTruth } from './truth.js';

/** What a daemon holds, compared with the files. */
export interface Comparison {
  readonly experiments: number;
  readonly points: number;
  readonly lost: number;
  readonly doubled: number;
  /** Values or steps that differ from the file's. */
  readonly wrong: number;
  /** Experiments missing, invented, or with another status. */
  readonly catalog: readonly string[];
}

/** Every experiment of the daemon's list, over all pages. */
export async function allExperiments(daemon: TestDaemon): Promise<ExperimentRow[]> {
  const rows: ExperimentRow[] = [];
  let next: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '1000', show: 'all', ...(next === null ? {} : { next }) });
    const page: { experiments: ExperimentRow[]; next: string | null } = await daemon.json(experimentList, `/api/experiments?${query.toString()}`);
    rows.push(...page.experiments);
    next = page.next;
  } while (next !== null);
  return rows;
}

/** Compares all of a daemon at rest with its files, point by point. */
export async function compare(daemon: TestDaemon, root: string): Promise<Comparison> {
  return compareWith(daemon, truths(root), { isGrowing: false });
}

/**
 * Compares with truths read before the daemon was asked. Where writers still append, the daemon may hold more than
 * `before`, but never less, and what it holds must be the file's own beginning.
 */
export async function compareWith(daemon: TestDaemon, before: ReadonlyMap<string, RunTruth>, { isGrowing }: { readonly isGrowing: boolean }): Promise<Comparison> {
  const rows = new Map((await allExperiments(daemon)).map((row) => [row.run_dir, row]));
  const sum = { points: 0, lost: 0, doubled: 0, wrong: 0 };
  for (const truth of before.values()) {
    const row = rows.get(truth.dir);
    if (row === undefined) continue;
    const { points } = await daemon.json(pointList, `/api/experiments/${row.id}/points?metric=loss&limit=1000000`);
    const expected = isGrowing ? undefined : truth.steps.length;
    sum.points += points.length;
    sum.lost += Math.max(0, truth.steps.length - points.length);
    if (expected !== undefined) sum.doubled += Math.max(0, points.length - expected);
    sum.doubled += points.length - new Set(points.map(({ row: at }) => at)).size;
    sum.wrong += truth.steps.filter((step, index) => points[index] !== undefined && (points[index].step !== step || points[index].metric_value !== truth.values[index])).length;
  }
  return { experiments: rows.size, ...sum, catalog: catalogFaults(rows, before, isGrowing) };
}

function catalogFaults(rows: ReadonlyMap<string, ExperimentRow>, before: ReadonlyMap<string, RunTruth>, isGrowing: boolean): string[] {
  const missing = [...before.keys()].filter((dir) => !rows.has(dir)).map((dir) => `missing: ${dir}`);
  const invented = isGrowing ? [] : [...rows.keys()].filter((dir) => !before.has(dir)).map((dir) => `invented: ${dir}`);
  const others = [...before.values()].filter(({ dir, status }) => !isGrowing && rows.get(dir)?.status !== undefined && rows.get(dir)?.status !== status);
  return [...missing, ...invented, ...others.map(({ dir, status }) => `status of ${dir} is ${String(rows.get(dir)?.status)}, not ${String(status)}`)];
}

/** Points of all experiments as their lists of series count them: cheap, for a look after every restart. */
export async function countedPoints(daemon: TestDaemon): Promise<Map<string, { readonly lines: number; readonly points: number }>> {
  const counted = new Map<string, { lines: number; points: number }>();
  for (const row of await allExperiments(daemon)) {
    const { series, files } = await daemon.json(metricList, `/api/experiments/${row.id}/metrics`);
    counted.set(row.run_dir, { lines: files.reduce((sum, { lines }) => sum + lines, 0), points: series.reduce((sum, { points }) => sum + points, 0) });
  }
  return counted;
}

export function isClean({ lost, doubled, wrong, catalog }: Comparison): boolean {
  return lost + doubled + wrong + catalog.length === 0;
}
