import SqliteDatabase from 'better-sqlite3';
import type { Knex } from 'knex';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { SqlValue } from '../api/database.js';
import type { CopiedCursor, CopiedDatabase, CopyOptions, DatabaseCopies } from '../api/database-copies.js';
import { RunkeepError } from '../api/errors.js';
import type { CopyResult } from './copy-database.js';
import { PreparedSql } from './prepared-sql.js';

export interface CopyTask {
  readonly from: string;
  readonly to: string;
}

/** What the thread says. */
export type CopyWord = { readonly done: number; readonly of: number } | { readonly result: CopyResult } | { readonly failure: string };

const suffixes = ['', '-journal', '-wal', '-shm'];

/** Makes copies of the database at `path`, each in a thread of its own. */
export class ThreadedCopies implements DatabaseCopies {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async copy(to: string, { signal, tell }: CopyOptions): Promise<CopiedDatabase> {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./copy-thread.js', import.meta.url), { workerData: { from: this.#path, to } satisfies CopyTask, name: 'copy' });
    const end = (): void => void worker.terminate();
    signal.addEventListener('abort', end, { once: true });
    try {
      return opened(to, await ended(worker, tell));
    } catch (failure) {
      // why there is no copy counts, not what its place is like
      for (const suffix of suffixes) await rm(to + suffix, { force: true }).catch(() => undefined);
      signal.throwIfAborted();
      throw failure;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }
}

function ended(worker: Worker, tell: CopyOptions['tell']): Promise<CopyResult> {
  return new Promise((resolve, reject) => {
    const fail = (words: string): void => reject(new RunkeepError('busy', 'database-not-copied', `The database could not be copied: ${words}.`, 'Look at the disk; runkeep fsck checks the database itself.'));
    worker.on('message', (word: CopyWord) => {
      if ('result' in word) resolve(word.result);
      else if ('failure' in word) fail(word.failure);
      else tell(word);
    });
    worker.on('error', (failure) => fail(String(failure)));
    worker.on('exit', (code) => fail(`its thread ended with code ${code}`));
  });
}

/** Nobody writes it any more. */
function opened(path: string, result: CopyResult): CopiedDatabase {
  const connection = new SqliteDatabase(path, { readonly: true, fileMustExist: true });
  const sql = new PreparedSql(connection);
  return {
    ...result,
    rows: async <Row>(query: Knex.QueryBuilder) => {
      const { sql: text, bindings } = query.toSQL().toNative();
      return sql.all<Row>(text, ...(bindings as readonly SqlValue[]));
    },
    cursors: () => sql.all<CopiedCursor>('select experiment_id, file, offset from ingest_streams order by experiment_id, file'),
    close: () => {
      connection.close();
    },
  };
}
