import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { sqlBounds, sqlCommand, SqlReading, type SqlAnswer, type SqlQuery, type SqlTask } from '../../schemas/sql.js';
import { RunkeepError } from '../api/errors.js';
import type { SqlQueries } from '../api/sql-queries.js';

/**
 * Runs each query in a process of its own: SQLite cannot be interrupted from JavaScript, and a process can be ended by its
 * pid whatever it does.
 */
export class SqlProcesses implements SqlQueries {
  readonly #entry: string;
  readonly #database: string;
  readonly #running = new Set<ChildProcessWithoutNullStreams>();

  /** `entry` is the path of `daemon/sql.js`. */
  constructor(entry: string, database: string) {
    this.#entry = entry;
    this.#database = database;
  }

  async run({ query, limit, seconds }: SqlQuery, signal: AbortSignal): Promise<SqlAnswer> {
    if (this.#running.size >= sqlBounds.atOnce) throw new RunkeepError('too-many', 'sql-busy', `${sqlBounds.atOnce} queries are running already.`, 'Wait for one of them to end.');
    const started = performance.now();
    const { command, args } = sqlCommand(process.execPath, this.#entry, seconds);
    const child = spawn(command, args, { stdio: 'pipe', env: {} });
    this.#running.add(child);
    const deadline = { isOver: false };
    const end = (): boolean => child.kill('SIGKILL');
    const timer = setTimeout(() => {
      deadline.isOver = true;
      end();
    }, seconds * 1000);
    signal.addEventListener('abort', end, { once: true });
    try {
      const reading = await readingOf(child, { database: this.#database, query, limit });
      if (reading.error !== undefined) throw refusal(reading.error);
      if (reading.end === undefined) throw deadline.isOver ? late(seconds) : ended();
      return reading.answer(Math.round(performance.now() - started));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      end();
      this.#running.delete(child);
    }
  }

  /** Ends what still runs. */
  close(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }
}

async function readingOf(child: ChildProcessWithoutNullStreams, task: SqlTask): Promise<SqlReading> {
  const reading = new SqlReading();
  child.stdout.setEncoding('utf8').on('data', (text: string) => reading.take(text));
  // A process that was ended does not read what it is asked.
  child.stdin.on('error', () => undefined).end(JSON.stringify(task));
  child.stderr.resume();
  await once(child, 'close');
  return reading;
}

function refusal({ code, title, hint }: { readonly code: string; readonly title: string; readonly hint: string }): RunkeepError {
  return new RunkeepError('invalid', code, title, hint);
}

function late(seconds: number): RunkeepError {
  return new RunkeepError('invalid', 'sql-deadline', `The query was ended after ${seconds} s.`, `Narrow it, by experiment_id or metric_name, or give it up to ${sqlBounds.seconds.most} s.`);
}

function ended(): RunkeepError {
  return new RunkeepError('busy', 'sql-ended', 'The process of the query ended before its answer did.', 'It may have needed too much memory: ask for less at once.');
}
