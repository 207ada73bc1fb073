import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { IntentKind, Intents } from '../../../daemon/api/intent.js';
import type { Upkeep } from '../../../daemon/api/upkeep.js';
import type { PurgeAnswer } from '../../../schemas/upkeep.js';
import { isAlive, rowColumns, stateOf, type CatalogRow } from '../catalog/row.js';
import type { Host } from '../liveness.js';
import { fromSql, toSql } from '../sql-text.js';
import type { Purged } from './purge-intent.js';
import { removableFolder, treeSizes, type TreeSize } from './run-tree.js';

export interface PurgeParts {
  readonly database: Database;
  readonly intents: Intents;
  readonly kind: IntentKind<Purged>;
  /** Ids whose directories are gone and whose rows are not yet. */
  readonly moved: Set<string>;
  readonly upkeep: Upkeep;
  readonly root: string;
  readonly host: Host;
  readonly now: () => number;
}

/** A run directory that goes. */
interface Going {
  readonly id: string;
  readonly dir: string;
  readonly size: TreeSize;
}

const batch = 500;

/** Deletes experiments of the recycle bin for good: files first, by the intent journal, then rows, then the space of both. */
export class Purge {
  readonly #parts: PurgeParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: PurgeParts) {
    this.#parts = parts;
  }

  /** One after the other, so that each one's promise is of what the one before it left. All of the ids or none. */
  run(ids: readonly string[], isDry: boolean): Promise<PurgeAnswer> {
    const turn = this.#last.then(() => this.#run([...new Set(ids)], isDry));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Finishes what a crash cut short after the directories were gone. */
  async recover(): Promise<void> {
    if (this.#parts.moved.size > 0) await this.#dropRows();
  }

  async #dropRows(): Promise<void> {
    const { moved, upkeep } = this.#parts;
    await upkeep.purge([...moved]);
    moved.clear();
  }

  async #run(ids: readonly string[], isDry: boolean): Promise<PurgeAnswer> {
    const { upkeep, intents, kind } = this.#parts;
    const rows = await this.#rows(ids);
    for (const row of rows) this.#assertMayGo(row);
    const going = await this.#going(rows);
    const promise = await upkeep.promised(ids);
    const answer = answerOf(going, promise);
    if (isDry) return answer;
    // What is free already is given back first, so that what was freed is this purge's own.
    const before = await upkeep.reclaim();
    await upkeep.hold(ids);
    try {
      await intents.run(kind, { ids: [...ids], dirs: outermost(going.map(({ dir }) => dir)) });
    } catch (failure) {
      await upkeep.hold([]);
      throw failure;
    }
    await this.#dropRows();
    return { ...answer, dry_run: false, freed: { file_bytes: answer.file_bytes, database_bytes: Math.max(0, before - (await upkeep.reclaim())) } };
  }

  async #rows(ids: readonly string[]): Promise<CatalogRow[]> {
    const rows: CatalogRow[] = [];
    for (let at = 0; at < ids.length; at += batch) {
      rows.push(...(await this.#parts.database.reader('experiments as e').join('experiments_shown as s', 's.experiment_id', 'e.id').whereIn('e.id', ids.slice(at, at + batch)).select<CatalogRow[]>(...rowColumns)));
    }
    const known = new Set(rows.map(({ id }) => id));
    const missing = ids.find((id) => !known.has(id));
    if (missing !== undefined) throw new RunkeepError('not-found', 'no-experiment', `There is no experiment ${missing.slice(0, 64)}; nothing was deleted.`, 'List the ids with: runkeep ls --show deleted');
    return rows;
  }

  #assertMayGo(row: CatalogRow): void {
    const { host, now } = this.#parts;
    const name = fromSql(row.run_dir);
    if (row.deleted_at === null) throw new RunkeepError('conflict', 'not-in-bin', `${name} is not in the recycle bin; nothing was deleted.`, 'Put it there first: runkeep rm <id>');
    if (stateOf(row, host, now()) === 'running' || isAlive(row, host)) throw new RunkeepError('conflict', 'still-running', `${name} is still running; nothing was deleted.`, 'Stop its process first.');
  }

  /** The directories with their sizes; one that holds another run, which stays, may not go. */
  async #going(rows: readonly CatalogRow[]): Promise<Going[]> {
    const dirs = rows.map((row) => ({ id: row.id, dir: fromSql(row.run_dir) }));
    const ids = new Set(dirs.map(({ id }) => id));
    for (const { dir } of dirs) await this.#assertHoldsNoOther(dir, ids);
    const tops = new Set(outermost(dirs.map(({ dir }) => dir)));
    const folders = new Map<string, string>();
    for (const { dir } of dirs) {
      const folder = tops.has(dir) ? await removableFolder(this.#parts.root, dir) : undefined;
      if (folder !== undefined) folders.set(dir, folder);
    }
    const sizes = await treeSizes([...folders.values()]);
    const byDir = new Map([...folders.keys()].map((dir, n) => [dir, sizes[n]]));
    return dirs.map(({ id, dir }) => ({ id, dir, size: byDir.get(dir) ?? { files: 0, bytes: 0 } }));
  }

  async #assertHoldsNoOther(dir: string, ids: ReadonlySet<string>): Promise<void> {
    // “0” follows “/”: the names between are those below the directory.
    const inside = await this.#parts.database.reader('experiments').where('run_dir', '>=', `${toSql(dir)}/`).where('run_dir', '<', `${toSql(dir)}0`).select<{ id: string; run_dir: string }[]>('id', 'run_dir');
    const other = inside.find(({ id }) => !ids.has(id));
    if (other !== undefined) throw new RunkeepError('conflict', 'holds-others', `${dir} holds another run, ${fromSql(other.run_dir)}; nothing was deleted.`, 'Name that one too, or move it elsewhere.');
  }
}

function answerOf(going: readonly Going[], promise: { readonly bytes: number; readonly shrinks: boolean }): PurgeAnswer {
  return {
    dry_run: true,
    experiments: going.map(({ id, dir, size }) => ({ id, run_dir: dir, files: size.files, file_bytes: size.bytes })),
    file_bytes: going.reduce((sum, { size }) => sum + size.bytes, 0),
    database_bytes: promise.bytes,
    database_shrinks: promise.shrinks,
    freed: null,
  };
}

/** Those that lie within none of the others. */
function outermost(dirs: readonly string[]): string[] {
  const all = new Set(dirs);
  return dirs.filter((dir) => {
    const parts = dir.split('/');
    return !parts.some((_, n) => n > 0 && all.has(parts.slice(0, n).join('/')));
  });
}
