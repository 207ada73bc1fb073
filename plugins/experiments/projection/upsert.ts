import type { Sql, SqlValue } from '../../../daemon/api/database.js';

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Writes a row over what is there under the same key columns. Names of columns come from code, never from data. */
export function upsert(sql: Sql, table: string, keys: readonly string[], row: SqlRow): void {
  const columns = Object.keys(row);
  const others = columns.filter((column) => !keys.includes(column));
  const update = others.length === 0 ? 'nothing' : `update set ${others.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`;
  sql.run(`insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values (${columns.map(() => '?').join(', ')}) on conflict (${keys.join(', ')}) do ${update}`, ...Object.values(row));
}
