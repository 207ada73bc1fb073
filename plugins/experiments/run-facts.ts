import type { FoundRun, RunDocument } from '../../daemon/api/watch.js';
import { damageOf } from './damage.js';
import { fieldOf, listOf, numberOf, textOf } from './field.js';
import { statusClass, type StatusClass } from './status-class.js';

/** What the documents of a run say of it; null = they do not say. */
export interface RunFacts {
  readonly path: string;
  readonly project: string | null;
  readonly name: string | null;
  readonly alias: string | null;
  readonly tags: readonly string[];
  readonly created_at: number | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly duration_seconds: number | null;
  readonly status: string | null;
  readonly class: StatusClass;
  readonly exit_reason: string | null;
  readonly pid: number | null;
  readonly hostname: string | null;
  readonly boot_id: string | null;
  readonly process_started_at: number | null;
  readonly python_version: string | null;
  readonly platform: string | null;
  readonly deleted_at: number | null;
  readonly delete_reason: string | null;
  readonly original_status: string | null;
  readonly original_path: string | null;
  readonly heartbeat_at: number | null;
  /** Newest time of its documents. */
  readonly modified_at: number;
  readonly damage: readonly string[];
}

/** Draws the facts from a run's documents; pure, and never throws whatever they hold. */
export function runFacts(run: FoundRun, documents: ReadonlyMap<string, RunDocument>): RunFacts {
  const meta = documents.get('meta.json')?.value;
  const statusFile = documents.get('status.json')?.value;
  const status = textOf(statusFile, 'status');
  const created = numberOf(meta, 'created_at');
  const started = numberOf(statusFile, 'started_at');
  const kind = statusClass(status);
  const ended = kind === 'running' ? null : numberOf(statusFile, 'ended_at');
  return {
    ...places(run, meta),
    ...deletion(run, documents),
    alias: textOf(meta, 'alias'),
    tags: listOf(meta, 'tags').filter((tag): tag is string => typeof tag === 'string' && tag !== ''),
    created_at: created ?? started,
    started_at: started,
    ended_at: ended,
    duration_seconds: lasted(started ?? created, ended),
    status,
    class: kind,
    exit_reason: textOf(statusFile, 'exit_reason'),
    pid: numberOf(meta, 'pid'),
    hostname: textOf(meta, 'hostname'),
    boot_id: textOf(meta, 'boot_id'),
    process_started_at: numberOf(meta, 'process_started_at') ?? numberOf(meta, 'process_start_time'),
    python_version: textOf(meta, 'python') ?? textOf(meta, 'python_version'),
    platform: textOf(meta, 'platform'),
    heartbeat_at: modifiedAt(documents.get('heartbeat')),
    modified_at: Math.max(0, ...[...documents.values()].map((document) => document.modified)),
    damage: damageOf(documents),
  };
}

/** The names in the tree win; those in `meta.json` are taken where they agree with it (section 3 of the formats). */
function places(run: FoundRun, meta: unknown): Pick<RunFacts, 'path' | 'project' | 'name'> {
  const project = textOf(meta, 'project');
  const name = textOf(meta, 'name');
  const path = run.logicalPath;
  if (run.layout === 'flat' || (project !== null && name !== null && [project, name].join('/') === path)) return { path, project, name };
  if (run.layout !== 'project-name') return { path, project: null, name: null };
  const slash = path.indexOf('/');
  return slash < 0 ? { path, project: path, name: null } : { path, project: path.slice(0, slash), name: path.slice(slash + 1) };
}

function deletion(run: FoundRun, documents: ReadonlyMap<string, RunDocument>): Pick<RunFacts, 'deleted_at' | 'delete_reason' | 'original_status' | 'original_path'> {
  const marker = documents.get('.deleted');
  const isMarked = marker !== undefined && marker.state !== 'missing';
  if (!isMarked && run.layout !== 'recycle') return { deleted_at: null, delete_reason: null, original_status: null, original_path: null };
  return {
    deleted_at: numberOf(marker?.value, 'deleted_at') ?? modifiedAt(marker) ?? modifiedAt(documents.get('status.json')) ?? 0,
    delete_reason: textOf(marker?.value, 'reason'),
    original_status: textOf(marker?.value, 'original_status'),
    original_path: textOf(marker?.value, 'original_path'),
  };
}

function modifiedAt(document: RunDocument | undefined): number | null {
  return document === undefined || document.state === 'missing' ? null : document.modified;
}

function lasted(from: number | null, to: number | null): number | null {
  return from === null || to === null || to < from ? null : to - from;
}

/** Parameters of a run: `config.json` of our clients over the arguments in `assets.json` (G4+). */
export function paramsOf(documents: ReadonlyMap<string, RunDocument>): readonly unknown[] {
  const config = fieldOf(documents.get('assets.json')?.value, 'config');
  return [fieldOf(config, 'extra'), fieldOf(config, 'args'), documents.get('config.json')?.value];
}
