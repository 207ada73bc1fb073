import type { Sql, SqlValue } from '../../../daemon/api/database.js';

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements by table and columns: a row of the same form comes thousands of times a second. */
const statements = new Map<string, string>();

/** Writes a row over what is there under the same key columns. Names of columns come from code, never from data. */
export function upsert(sql: Sql, table: string, keys: readonly string[], row: SqlRow): void {
  upsertAll(sql, table, keys, [row]);
}

/** Rows in one statement; more cost less each only slowly. A power of two, so that few texts are prepared. */
const mostAtOnce = 32;

/** Writes rows of one form, no two of one key, as few statements. */
export function upsertAll(sql: Sql, table: string, keys: readonly string[], rows: readonly SqlRow[]): void {
  writeAll(sql, { table, keys, isKept: false }, rows);
}

/** The same, but what is there under a key stays as it is. */
export function insertNew(sql: Sql, table: string, keys: readonly string[], rows: readonly SqlRow[]): void {
  writeAll(sql, { table, keys, isKept: true }, rows);
}

interface Target {
  readonly table: string;
  readonly keys: readonly string[];
  readonly isKept: boolean;
}

function writeAll(sql: Sql, target: Target, rows: readonly SqlRow[]): void {
  for (let at = 0; at < rows.length;) {
    const size = Math.min(mostAtOnce, 2 ** Math.floor(Math.log2(rows.length - at)));
    const some = rows.slice(at, at + size);
    const columns = Object.keys(some[0] ?? {});
    const form = `${target.table} ${target.isKept} ${size} ${columns.join()}`;
    const known = statements.get(form) ?? statement(target, columns, size);
    statements.set(form, known);
    sql.run(known, ...some.flatMap((row) => Object.values(row)));
    at += size;
  }
}

function statement({ table, keys, isKept }: Target, columns: readonly string[], rows: number): string {
  const others = isKept ? [] : columns.filter((column) => !keys.includes(column));
  const update = others.length === 0 ? 'nothing' : `update set ${others.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`;
  return `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values ${Array<string>(rows).fill(`(${columns.map(() => '?').join(', ')})`).join(', ')} on conflict (${keys.join(', ')}) do ${update}`;
}
