import type { DatabasePromise, DatabaseSpace } from '../api/upkeep.js';
import type { LineSql } from './line-sql.js';
import { sweepOrphans } from './orphans.js';
import { StreamTable } from './stream-table.js';

interface Pages {
  readonly all: number;
  readonly free: number;
}

/** Byte of the file that SQLite locks; its page is never used. */
const pendingByte = 0x40000000;
/** `auto_vacuum` of a file whose free pages can be given back when it is asked for. */
const incremental = 2;

/** Pages of the database as the line's connection sees them. */
export class FreedSpace implements DatabaseSpace {
  readonly #sql: LineSql;

  constructor(sql: LineSql) {
    this.#sql = sql;
  }

  promised(experimentIds: readonly string[], work: () => void): DatabasePromise {
    const shrinks = this.#number('auto_vacuum') === incremental;
    const size = this.#number('page_size');
    const before = this.#pages;
    const streams = new StreamTable(this.#sql);
    try {
      for (const id of experimentIds) streams.drop(id);
      work();
      // A full-text index writes what it holds in memory at a commit; a savepoint makes it do so now.
      this.#sql.run('savepoint promised');
      return { shrinks, bytes: shrinks ? Math.max(0, shrunk(before, size) - shrunk(this.#pages, size)) * size : 0 };
    } finally {
      this.#sql.rollback();
    }
  }

  reclaim(isOver: () => boolean): number {
    if (this.#number('auto_vacuum') !== incremental) return 0;
    // A page a statement: what is prepared and stepped once frees one page, in about 55 µs.
    // At least one in any case: who asks again takes a slice that frees nothing for the end.
    for (let isFirst = true; this.#number('freelist_count') > 0 && (isFirst || !isOver()); isFirst = false) this.#sql.run('pragma incremental_vacuum(1)');
    this.#sql.commit();
    return this.#number('freelist_count');
  }

  sweep(): number {
    const rows = sweepOrphans(this.#sql);
    this.#sql.commit();
    return rows;
  }

  get bytes(): number {
    return this.#number('page_count') * this.#number('page_size');
  }

  truncateLog(): boolean {
    // Waiting is for whoever asked: here it would hold the line up.
    const { timeout = 0 } = this.#sql.get<{ timeout: number }>('pragma busy_timeout') ?? {};
    this.#sql.all('pragma busy_timeout = 0');
    try {
      return this.#sql.get<{ busy: number }>('pragma wal_checkpoint(truncate)')?.busy === 0;
    } finally {
      this.#sql.all(`pragma busy_timeout = ${timeout}`);
    }
  }

  get #pages(): Pages {
    return { all: this.#number('page_count'), free: this.#number('freelist_count') };
  }

  #number(pragma: string): number {
    return this.#sql.get<Record<string, number>>(`pragma ${pragma}`)?.[pragma] ?? 0;
  }
}

/** Pages that a vacuum leaves: those in use, and the pointer maps that so many need (SQLite's `finalDbSize`). */
function shrunk({ all, free }: Pages, pageSize: number): number {
  const entries = Math.floor(pageSize / 5);
  const mapOf = (page: number): number => (page < 2 ? 0 : Math.floor((page - 2) / (entries + 1)) * (entries + 1) + 2);
  const locked = Math.floor(pendingByte / pageSize) + 1;
  const maps = Math.floor((free - all + mapOf(all) + entries) / entries);
  let left = all - free - maps;
  if (all > locked && left < locked) left--;
  while (mapOf(left) === left || left === locked) left--;
  return left;
}
