import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { sqlCommand, SqlReading, type SqlAnswer, type SqlQuery, type SqlTask } from '../../schemas/sql.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';
import { sqlEntry } from './package-folder.js';

/** Answers a query over a database of this machine, with or without a daemon: the same process that a daemon would start. */
export async function queryHere(database: string, { query, limit, seconds }: SqlQuery): Promise<SqlAnswer> {
  const started = performance.now();
  const { command, args } = sqlCommand(process.execPath, sqlEntry(), seconds);
  const child = spawn(command, args, { stdio: 'pipe', env: {} });
  const end = (): boolean => child.kill('SIGKILL');
  process.once('exit', end);
  const deadline = { isOver: false };
  const timer = setTimeout(() => {
    deadline.isOver = true;
    end();
  }, seconds * 1000);
  const reading = new SqlReading();
  child.stdout.setEncoding('utf8').on('data', (text: string) => reading.take(text));
  child.stdin.on('error', () => undefined).end(JSON.stringify({ database, query, limit } satisfies SqlTask));
  child.stderr.resume();
  await once(child, 'close');
  clearTimeout(timer);
  process.off('exit', end);
  if (reading.error !== undefined) throw new Failure(reading.error.code, reading.error.title, reading.error.hint, exitCodes.failed);
  if (reading.end !== undefined) return reading.answer(Math.round(performance.now() - started));
  if (deadline.isOver) throw new Failure('sql-deadline', `the query was ended after ${seconds} s`, 'narrow it by experiment_id or metric_name, or give it --seconds', exitCodes.failed);
  throw new Failure('sql-ended', 'the process of the query ended before its answer did', 'it may have needed too much memory: ask for less at once', exitCodes.failed);
}
