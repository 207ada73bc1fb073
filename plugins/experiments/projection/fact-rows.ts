import type { FoundRun } from '../../../daemon/api/watch.js';
import type { RunFacts } from '../run-facts.js';
import { folded, orNull, searchable, toSql } from '../sql-text.js';
import type { SqlRow } from './upsert.js';

/** The columns of `experiments` that the documents decide. */
export function factRow(run: FoundRun, facts: RunFacts): SqlRow {
  return {
    id: run.experimentId,
    run_id: toSql(run.runId),
    run_dir: toSql(run.dir),
    layout: run.layout,
    path: toSql(facts.path),
    project: orNull(facts.project),
    name: orNull(facts.name),
    alias: orNull(facts.alias),
    tags: JSON.stringify(facts.tags),
    created_at: facts.created_at,
    started_at: facts.started_at,
    ended_at: facts.ended_at,
    duration_seconds: facts.duration_seconds,
    status: orNull(facts.status),
    class: facts.class,
    exit_reason: orNull(facts.exit_reason),
    pid: facts.pid,
    hostname: orNull(facts.hostname),
    boot_id: orNull(facts.boot_id),
    process_started_at: facts.process_started_at,
    python_version: orNull(facts.python_version),
    platform: orNull(facts.platform),
    deleted_at: facts.deleted_at,
    delete_reason: orNull(facts.delete_reason),
    original_status: orNull(facts.original_status),
    original_path: orNull(facts.original_path),
    heartbeat_at: facts.heartbeat_at,
    damage: JSON.stringify(facts.damage),
  };
}

/** The texts of the same row as searches compare them. */
export function foldedRow(run: FoundRun, facts: RunFacts): SqlRow {
  const texts = { run_id: run.runId, run_dir: run.dir, layout: run.layout, path: facts.path, project: facts.project, name: facts.name, status: facts.status, exit_reason: facts.exit_reason, hostname: facts.hostname, python_version: facts.python_version, platform: facts.platform, original_status: facts.original_status };
  return { experiment_id: run.experimentId, ...Object.fromEntries(Object.entries(texts).map(([column, text]) => [column, text === null ? null : folded(text)])) };
}

/** What is searched in of the same row. */
export function searchedFiles(run: FoundRun, { path, project, name }: RunFacts): string {
  return searchable([run.runId, path, project, name]);
}
