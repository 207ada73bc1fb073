import type { Sql } from '../../../daemon/api/database.js';
import { indexKey } from '../sql-text.js';
import { fullName } from './full-name.js';

const mostRemembered = 20_000;

/** The names that filters and columns may use, each written once; what was written is remembered within a bound. */
export class NameList {
  readonly #sql: Sql;
  readonly #known = new Set<string>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** A transaction that fails later forgets the row, not the memory: the next start, or a rebuild, writes it again. */
  add(source: 'metric' | 'param' | 'summary', name: string): void {
    const key = indexKey(name);
    const entry = `${source}:${key}`;
    if (this.#known.has(entry)) return;
    this.#sql.run('insert into experiments_names (source, key, name) values (?, ?, ?) on conflict (source, key) do nothing', source, key, fullName(name, key));
    if (this.#known.size < mostRemembered) this.#known.add(entry);
  }
}
