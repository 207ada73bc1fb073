import SqliteDatabase from 'better-sqlite3';
import { LineSql } from '../../../daemon/store/line-sql.js';
import type { SqlValue } from '../../../daemon/api/database.js';

/** Ways to write that a power cut must find out: a scenario that was never seen to fail proves nothing. */
export const mutants: Readonly<Record<string, () => void>> = {
  /** Points follow in a transaction of their own behind the one with their cursor. */
  'cursor-first': cursorFirst,
  /** Neither connection waits for the disk. */
  'never-synced': neverSynced,
};

/** Breaks the writing half of this process. */
export function applyMutant(name: string): void {
  mutants[name]?.();
}

function cursorFirst(): void {
  const run = Object.getOwnPropertyDescriptor(LineSql.prototype, 'run')?.value as LineSql['run'];
  const commit = Object.getOwnPropertyDescriptor(LineSql.prototype, 'commit')?.value as LineSql['commit'];
  const late: [string, ...SqlValue[]][] = [];
  LineSql.prototype.run = function (this: LineSql, text: string, ...values: readonly SqlValue[]): number {
    if (!/insert[^(]* metric_(chunks|blocks)/.test(text)) return run.call(this, text, ...values);
    late.push([text, ...values]);
    return 1;
  };
  LineSql.prototype.commit = function (this: LineSql): void {
    commit.call(this);
    for (const [text, ...values] of late.splice(0)) run.call(this, text, ...values);
    commit.call(this);
  };
}

function neverSynced(): void {
  const pragma = Object.getOwnPropertyDescriptor(SqliteDatabase.prototype, 'pragma')?.value as SqliteDatabase.Database['pragma'];
  SqliteDatabase.prototype.pragma = function (this: SqliteDatabase.Database, text: string, options?: SqliteDatabase.PragmaOptions): unknown {
    const wanted = /^synchronous = (\d)$/.exec(text);
    if (wanted === null) return text === 'synchronous' ? told : pragma.call(this, text, options);
    told = Number(wanted[1]);
    return pragma.call(this, 'synchronous = 0', options);
  };
}

/** What the connection believes that it asked for. */
let told = 0;
