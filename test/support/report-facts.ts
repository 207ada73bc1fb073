import type { MigratedRun, MigrationFinding } from '../../schemas/migration.js';
import type { TestDaemon } from './daemon.js';
import type { ExpectedRoot, ExpectedRun } from './expected-run.js';
import { reportOf } from './migrated.js';

/** What the migration's report says of a root, in the words of `expected.json`. */
export async function reportedFacts(daemon: TestDaemon): Promise<object> {
  const { general, runs } = await reportOf(daemon);
  return {
    databases: pathsOf(general, 'database-read'),
    candidates: pathsOf(general, 'candidate'),
    runs: sortedByDir(runs.map(told)),
  };
}

/** The same facts as `expected.json` gives them. */
export function expectedReport({ runs, empty_run_directories: empty, databases }: ExpectedRoot): object {
  const rows = new Map(Object.values(databases).flatMap(({ metric_rows_by_run: counts }) => Object.entries(counts)));
  return { databases: Object.keys(databases), candidates: empty, runs: sortedByDir(runs.map((run) => expectedOf(run, rows.get(run.run_id)))) };
}

function told({ run_dir: dir, state, events, points, rejects, bytes, pending_bytes: pending, findings }: MigratedRun): RunFacts {
  const of = (code: string): MigrationFinding[] => findings.filter((one) => one.code.startsWith(code));
  return {
    dir, state, events, points, rejects, bytes, pending,
    torn: of('reject-').map(({ offset, length }) => [offset, length]),
    tails: of('pending-tail').map(({ offset, length }) => [offset, length]),
    documents: of('document-').map(({ code, path }) => `${path?.slice(dir.length + 1)} ${code.slice('document-'.length)}`),
    gone: of('image-gone').map(({ path }) => path?.slice(dir.length + 1)).sort(),
    unnamed: of('image-without-event').length,
    rows: of('database-points').map(({ message }) => Number(/holds (\d+) points/.exec(message)?.[1])).filter((count) => count > 0),
  };
}

function expectedOf(run: ExpectedRun, rows: number | undefined): RunFacts {
  const { events } = run;
  const points = run.metrics.reduce((sum, [, metric]) => sum + metric.points, 0);
  const named = new Set(run.images.filter(({ file_exists: isThere }) => isThere).map(({ path }) => path)).size;
  return {
    dir: run.dir, state: 'verified', events: events.events, points, rejects: events.torn_ranges.length, bytes: events.bytes, pending: events.tail_bytes,
    torn: events.torn_ranges,
    tails: events.tail_bytes > 0 ? [[events.bytes - events.tail_bytes, events.tail_bytes]] : [],
    documents: [...documentFact('meta.json', run.meta_file, true), ...documentFact('status.json', run.status_file, true), ...documentFact('summary.json', run.summary_file, false)],
    gone: run.images.filter(({ file_exists: isThere }) => !isThere).map(({ path }) => path).sort(),
    unnamed: run.media_files - named,
    rows: rows === undefined || rows === points ? [] : [rows],
  };
}

interface RunFacts {
  readonly dir: string;
  readonly [fact: string]: unknown;
}

function documentFact(name: string, state: string, isRequired: boolean): string[] {
  if (state === 'ok' || (state === 'missing' && !isRequired)) return [];
  return [`${name} ${state === 'invalid' ? 'cut' : state}`];
}

function pathsOf(findings: readonly MigrationFinding[], code: string): (string | null)[] {
  return findings.filter((one) => one.code === code).map(({ path }) => path);
}

function sortedByDir(runs: readonly RunFacts[]): RunFacts[] {
  return runs.toSorted((left, right) => (left.dir < right.dir ? -1 : 1));
}
