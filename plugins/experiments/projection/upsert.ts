import type { Sql, SqlValue } from '../../../daemon/api/database.js';

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements by table and columns: a row of the same form comes thousands of times a second. */
const statements = new Map<string, string>();

/** Writes a row over what is there under the same key columns. Names of columns come from code, never from data. */
export function upsert(sql: Sql, table: string, keys: readonly string[], row: SqlRow): void {
  const columns = Object.keys(row);
  const form = `${table} ${columns.join()}`;
  const known = statements.get(form) ?? statement(table, keys, columns);
  statements.set(form, known);
  sql.run(known, ...Object.values(row));
}

function statement(table: string, keys: readonly string[], columns: readonly string[]): string {
  const others = columns.filter((column) => !keys.includes(column));
  const update = others.length === 0 ? 'nothing' : `update set ${others.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`;
  return `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values (${columns.map(() => '?').join(', ')}) on conflict (${keys.join(', ')}) do ${update}`;
}
