import type { Clock } from '../../daemon/api/clock.js';
import type { Database } from '../../daemon/api/database.js';
import type { Metrics } from '../../daemon/api/metrics.js';
import type { Root } from '../../daemon/api/root.js';
import type { CatalogPage, CatalogQuery, ChangeOutcome, ExperimentCatalog, RunGroup, TakenOver } from '../../schemas/contracts/experiment-catalog.js';
import type { Experiment, ExperimentChange, ExperimentDetail, LogPart } from '../../schemas/experiments.js';
import { parseFilter } from '../../schemas/filter.js';
import type { PurgeAnswer } from '../../schemas/upkeep.js';
import { withFilterErrors } from './catalog/asked-filter.js';
import { documentOf, fullDetail } from './catalog/detail.js';
import { shownAs, type Selection } from './catalog/plan.js';
import type { SqlCatalog } from './catalog/sql-catalog.js';
import { logOf } from './files/log-files.js';
import { assertGoodChange, withinBounds } from './own/change-rules.js';
import { deletedAt, restored } from './own/deletion.js';
import { changed } from './own/own-facts.js';
import { standings } from './own/own-rows.js';
import type { OwnStore } from './own/own-store.js';
import { withTakenOver } from './own/taken-over.js';
import { fromSql, fromSqlOrNull, toSql } from './sql-text.js';
import type { Purge } from './upkeep/purge.js';

export interface LentCatalogParts {
  readonly catalog: SqlCatalog;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly own: OwnStore;
  readonly purge: Purge;
  readonly clock: Clock;
  readonly root: Pick<Root, 'path'>;
}

const shows = ['present', 'archived', 'deleted'] as const;
const batch = 500;

/** The catalog as other plugins may use it. */
export class LentCatalog implements ExperimentCatalog {
  readonly #parts: LentCatalogParts;

  constructor(parts: LentCatalogParts) {
    this.#parts = parts;
  }

  async list({ filter, next, ...query }: CatalogQuery): Promise<CatalogPage> {
    return withFilterErrors(async () => {
      const { ids, next: further, total, total_is_least } = await this.#parts.catalog.page({ ...query, filter: parseFilter(filter ?? ''), next, columns: [] });
      return { experiments: await this.byIds(ids), next: further, total, total_is_least };
    });
  }

  count({ filter, show }: Pick<CatalogQuery, 'filter' | 'show'>): Promise<number> {
    return withFilterErrors(async () => this.#parts.catalog.wholeCount({ filter: parseFilter(filter ?? ''), show } satisfies Selection));
  }

  byIds(ids: readonly string[]): Promise<Experiment[]> {
    return this.#parts.catalog.byIds(ids);
  }

  async byRunId(runId: string): Promise<Experiment[]> {
    const { database, catalog } = this.#parts;
    const query = database.reader('experiments').where({ run_id: toSql(runId) }).select('id').orderBy('created_at', 'desc').orderBy('id');
    const rows = await database.rows<{ id: string }>(query);
    return catalog.byIds(rows.map(({ id }) => id));
  }

  async detail(id: string): Promise<ExperimentDetail> {
    const { catalog, database, metrics } = this.#parts;
    return fullDetail({ catalog, reader: database.reader, metrics }, await catalog.row(id));
  }

  async document(id: string, name: string): Promise<unknown> {
    return (await this.documents([id], name)).get(id);
  }

  async documents(ids: readonly string[], name: string): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    for (let at = 0; at < ids.length; at += batch) for (const [id, content] of await documentOf(this.#parts.database, ids.slice(at, at + batch), name)) found.set(id, content);
    return found;
  }

  async log(id: string, range: { readonly from: number; readonly bytes: number }): Promise<LogPart> {
    return logOf(this.#parts.root, await this.#parts.catalog.row(id), { file: 'logs.txt', ...range });
  }

  async groups(): Promise<RunGroup[]> {
    const rows = await this.#parts.database.rows<{ path: string; project: string | null; state: string; status: string | null; shown: number; runs: number }>(this.#parts.database.reader('experiments_groups').select('path', 'project', 'state', 'status', 'shown', 'runs').orderBy('path'));
    return rows.map(({ path, project, status, shown, ...rest }) => ({ ...rest, path: fromSql(path), project: fromSqlOrNull(project), status: fromSqlOrNull(status), show: shows.find((show) => shownAs[show] === shown) ?? 'present' }));
  }

  async change(ids: readonly string[], change: ExperimentChange): Promise<ChangeOutcome> {
    assertGoodChange(change);
    return this.#parts.own.change(ids, (run) => withinBounds(changed(run.own, run.files, change)));
  }

  remove(ids: readonly string[], reason: string): Promise<ChangeOutcome> {
    return this.#parts.own.change(ids, deletedAt(this.#parts.clock.now(), reason));
  }

  restore(ids: readonly string[]): Promise<ChangeOutcome> {
    return this.#parts.own.change(ids, restored);
  }

  purge(ids: readonly string[], isDry: boolean): Promise<PurgeAnswer> {
    return this.#parts.purge.run(ids, isDry);
  }

  async takeOver(labels: ReadonlyMap<string, TakenOver>): Promise<readonly string[]> {
    const runs = await standings(this.#parts.database.reader, [...labels.keys()]);
    const news = runs.filter((run) => withTakenOver(run, labels.get(run.id) ?? {}) !== undefined).map(({ id }) => id);
    const { changed: ids } = await this.#parts.own.change(news, (run) => withTakenOver(run, labels.get(run.id) ?? {}) ?? run.own);
    return ids;
  }
}
