import { join } from 'node:path';
import { z } from 'zod';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { streamedList } from '../json-stream.js';
import { flag, legacyRoute, runParam } from '../route.js';
import type { Ground } from './asset-refs.js';
import { deletedRun, presentRun } from './find-run.js';
import { permanentlyDeleted, type Deleted } from './permanent-delete.js';
import { projectOf, shownPath } from './run-item.js';
import { runPages } from './run-pages.js';

const runIds = z.array(z.string().min(1).max(300)).min(1).max(100);

/** Soft deletion, the recycle bin, and deletion for good. */
export function binRoutes(scope: Scope): Route[] {
  const catalog = (): ExperimentCatalog => scope.get(ExperimentCatalog);
  const ground = (): Ground => ({ root: scope.get(Root).path, catalog: catalog() });
  return [
    legacyRoute({ method: 'POST', path: '/runs/soft-delete', summary: 'Legacy: put runs into the recycle bin; no file is touched', right: 'write', body: z.object({ run_ids: runIds }), handle: async ({ body }) => {
      const { results, done } = await eachOf(body.run_ids, async (id) => changedOne(await presentRun(catalog(), id), (own) => catalog().remove([own], 'user_deleted')));
      return { deleted_count: done, results, message: `Soft deleted ${done} of ${body.run_ids.length} runs` };
    } }),
    legacyRoute({ method: 'GET', path: '/recycle-bin', summary: 'Legacy: the deleted runs', right: 'read', deadlineSeconds: 0, handle: async () => streamedList(() => binItems(scope), { before: '{"deleted_runs":[', after: ']}' }) }),
    legacyRoute({ method: 'POST', path: '/recycle-bin/restore', summary: 'Legacy: take runs out of the recycle bin', right: 'write', body: z.object({ run_ids: runIds }), handle: async ({ body }) => {
      const { results, done } = await eachOf(body.run_ids, async (id) => changedOne(await deletedRun(catalog(), id), (own) => catalog().restore([own])));
      return { restored_count: done, results, message: `Restored ${done} of ${body.run_ids.length} runs` };
    } }),
    legacyRoute({ method: 'POST', path: '/recycle-bin/empty', summary: 'Legacy: delete what is in the recycle bin for good', right: 'write', deadlineSeconds: 0, body: z.object({ confirm: z.boolean().default(false) }), handle: ({ body }) => emptied(ground(), body.confirm) }),
    legacyRoute({ method: 'DELETE', path: '/runs/:id/permanent', summary: 'Legacy: delete a run of the recycle bin for good, or say what that frees', right: 'write', deadlineSeconds: 0, params: runParam, query: z.object({ dry_run: flag }), handle: ({ params, query }) => permanentlyDeleted(ground(), params.id, query.dry_run) }),
    legacyRoute({ method: 'POST', path: '/runs/permanent-delete', summary: 'Legacy: the same of many', right: 'write', deadlineSeconds: 0, body: z.object({ run_ids: runIds, dry_run: z.boolean().default(false) }), handle: ({ body }) => deletedMany(ground(), body.run_ids, body.dry_run) }),
  ];
}

interface Result {
  readonly success: boolean;
  readonly error?: string;
}

async function eachOf(ids: readonly string[], act: (id: string) => Promise<Result>): Promise<{ readonly results: Record<string, Result>; readonly done: number }> {
  const results: [string, Result][] = [];
  for (const id of ids) results.push([id, await act(id)]);
  return { results: Object.fromEntries(results), done: results.filter(([, { success }]) => success).length };
}

async function changedOne(run: Experiment | undefined, change: (own: string) => Promise<{ readonly changed: readonly string[] }>): Promise<Result> {
  if (run === undefined) return { success: false, error: 'run not found' };
  const { changed } = await change(run.id);
  return changed.length > 0 ? { success: true } : { success: false, error: 'run not found' };
}

async function* binItems(scope: Scope): AsyncGenerator<readonly unknown[]> {
  const { path: root } = scope.get(Root);
  for await (const page of runPages(scope.get(ExperimentCatalog), { show: 'deleted' })) {
    yield page.map((run) => ({
      id: run.run_id, path: shownPath(run), alias: run.alias, ...projectOf(run), created_time: run.created_at, deleted_at: run.deleted_at,
      delete_reason: run.delete_reason, original_status: run.original_status ?? run.status, run_dir: join(root, run.run_dir),
    }));
  }
}

async function emptied(ground: Ground, isConfirmed: boolean): Promise<unknown> {
  if (!isConfirmed) throw new RunkeepError('bad-request', 'not-confirmed', 'Must set confirm=true to permanently delete', 'Send {"confirm": true}; what is deleted cannot be had back.');
  const ids: string[] = [];
  for await (const page of runPages(ground.catalog, { show: 'deleted' })) ids.push(...page.map(({ id }) => id));
  const { results, done } = await eachOf(ids, async (id) => resultOf(await permanentlyDeleted(ground, id, false)));
  return { permanently_deleted: done, deleted_count: done, results, message: `Permanently deleted ${done} runs` };
}

async function deletedMany(ground: Ground, ids: readonly string[], isDry: boolean): Promise<unknown> {
  const results: [string, Deleted][] = [];
  for (const id of ids) results.push([id, await permanentlyDeleted(ground, id, isDry)]);
  const good = results.filter(([, { success }]) => success);
  return { deleted_count: good.length, total_runs: ids.length, total_blobs_deleted: 0, total_bytes_freed: good.reduce((sum, [, { bytes_freed }]) => sum + bytes_freed, 0), dry_run: isDry, results: Object.fromEntries(results) };
}

function resultOf({ success, errors }: Deleted): Result {
  return success ? { success } : { success, error: errors.join(' ') };
}
