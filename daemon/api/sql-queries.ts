import type { SqlAnswer, SqlQuery } from '../../schemas/sql.js';
import { Token } from './token.js';

/** People's own SQL over the root's database: read-only, in a process of its own, ended at its bounds (ENG-08, SEC-36). */
export interface SqlQueries {
  /** What is wrong with the query, or beyond a bound, is a RunkeepError; `signal` ends the query. */
  run(query: SqlQuery, signal: AbortSignal): Promise<SqlAnswer>;
}
export const SqlQueries = new Token<SqlQueries>('SqlQueries');
