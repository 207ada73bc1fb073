/** The composition root of the SQL process: one query over a database that it opens read-only, answered line by line. */
import { readFileSync, writeSync } from 'node:fs';
import { sqlBounds, sqlTask, type SqlWord } from '../schemas/sql.js';
import { sqlViews } from '../schemas/sql-views.js';
import { RunkeepError } from './api/errors.js';
import { openForQueries, queryWords } from './store/sql-query.js';

try {
  const { database, query, limit } = sqlTask.parse(JSON.parse(readFileSync(0, 'utf8')));
  const queried = openForQueries(database, sqlViews);
  for (const word of queryWords(queried.connection, query, { limit, bytes: sqlBounds.bytes })) say(word);
  queried.close();
} catch (failure) {
  say({ error: errorOf(failure) });
}

/** Written at once: rows go out while the query runs, and a reader that is slow or gone holds it up or ends it. */
function say(word: SqlWord): void {
  const bytes = Buffer.from(`${JSON.stringify(word)}\n`);
  for (let at = 0; at < bytes.length; ) at += written(bytes, at);
}

function written(bytes: Buffer, at: number): number {
  try {
    return writeSync(1, bytes, at);
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
    if (code !== 'EAGAIN') process.exit(1);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}

function errorOf(failure: unknown): { code: string; title: string; hint: string } {
  if (failure instanceof RunkeepError) return { code: failure.code, title: failure.message, hint: failure.hint };
  const words = failure instanceof Error ? failure.message : String(failure);
  return { code: 'sql-failed', title: `The query could not be run: ${words}`, hint: 'Is the database there and readable? runkeep fsck looks at it.' };
}
