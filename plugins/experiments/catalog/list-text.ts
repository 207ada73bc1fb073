import type { ListPage } from './sql-catalog.js';

/** A page of the list as JSON (`experimentList`) from the texts of its rows; a row without text left the catalog. */
export function listText({ ids, values, ...page }: ListPage, texts: ReadonlyMap<string, string>, cursor: string): string {
  const rows = ids.flatMap((id) => withValues(texts.get(id), values.get(id)) ?? []);
  return `{"experiments":[${rows.join()}],${JSON.stringify({ ...page, cursor }).slice(1)}`;
}

/** Rows are objects with members: more are put before the closing bracket. */
function withValues(row: string | undefined, values: unknown): string | undefined {
  return row === undefined || values === undefined ? row : `${row.slice(0, -1)},"values":${JSON.stringify(values)}}`;
}
