import { z } from 'zod';
import { wireNumber } from './numbers.js';

/** Bounds of one query: what is asked for at most, and unless told. */
export const sqlBounds = { rows: { most: 1_000_000, usual: 10_000 }, seconds: { most: 60, usual: 10 }, bytes: 64 * 1024 * 1024, atOnce: 2, memoryKiB: 768 * 1024 } as const;

/** Body of `POST /api/experiments/sql`, query of the GET, and first line that the SQL process reads. */
export const sqlQuery = z.strictObject({
  query: z.string().min(1).max(100_000).describe('one SELECT statement'),
  limit: z.coerce.number().int().min(1).max(sqlBounds.rows.most).default(sqlBounds.rows.usual).describe('rows at most'),
  seconds: z.coerce.number().min(0.1).max(sqlBounds.seconds.most).default(sqlBounds.seconds.usual).describe('after that it is ended'),
});
export type SqlQuery = z.infer<typeof sqlQuery>;

/** Integers beyond 2^53 are texts of their digits, blobs `x'…'`; infinities are words, NaN is NULL in SQL. */
export const sqlValue = z.union([wireNumber, z.string(), z.null()]);
export type SqlValue = z.infer<typeof sqlValue>;

/** Why there may be more than what was answered. */
const cut = z.enum(['rows', 'bytes']).nullable();

export const sqlAnswer = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(sqlValue)),
  cut: cut.describe('the bound at which the answer ends early, null when it is whole'),
  ms: z.number(),
});
export type SqlAnswer = z.infer<typeof sqlAnswer>;

/** What the SQL process is asked on its standard input, as one JSON document. */
export const sqlTask = z.strictObject({ database: z.string(), query: z.string(), limit: z.number().int() });
export type SqlTask = z.infer<typeof sqlTask>;

/** Lines that the SQL process writes: columns, rows in portions, and then an end or an error. */
export const sqlWord = z.union([
  z.strictObject({ columns: z.array(z.string()) }),
  z.strictObject({ rows: z.array(z.array(sqlValue)) }),
  z.strictObject({ end: cut }),
  z.strictObject({ error: z.object({ code: z.string(), title: z.string(), hint: z.string() }) }),
]);
export type SqlWord = z.infer<typeof sqlWord>;

/**
 * How the SQL process is started: a shell sets what the kernel bounds and becomes the process, so that its pid is the
 * one to end. SQLite's own heap limit does nothing in a build without memory statistics, which better-sqlite3's is.
 */
export function sqlCommand(node: string, entry: string, seconds: number): { readonly command: string; readonly args: readonly string[] } {
  const bounds = `ulimit -d ${sqlBounds.memoryKiB} 2>/dev/null; ulimit -t ${Math.ceil(seconds) + 5} 2>/dev/null; exec "$@"`;
  return { command: '/bin/sh', args: ['-c', bounds, 'runkeep-sql', node, '--max-old-space-size=256', entry] };
}

/** Draws the answer together from the lines of the process, as they come. */
export class SqlReading {
  readonly #rows: SqlValue[][] = [];
  #columns: readonly string[] = [];
  #left = '';
  /** Set when the process said that it is done. */
  end: { readonly cut: 'rows' | 'bytes' | null } | undefined;
  error: { readonly code: string; readonly title: string; readonly hint: string } | undefined;

  take(text: string): void {
    const lines = (this.#left + text).split('\n');
    this.#left = lines.pop() ?? '';
    for (const line of lines) this.#word(sqlWord.parse(JSON.parse(line)));
  }

  answer(ms: number): SqlAnswer {
    return { columns: [...this.#columns], rows: this.#rows, cut: this.end?.cut ?? null, ms };
  }

  #word(word: SqlWord): void {
    if ('columns' in word) this.#columns = word.columns;
    else if ('rows' in word) for (const row of word.rows) this.#rows.push(row);
    else if ('end' in word) this.end = { cut: word.end };
    else this.error = word.error;
  }
}
