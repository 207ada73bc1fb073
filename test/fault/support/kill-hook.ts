// Preloaded into a daemon: kills the process with SIGKILL at the N-th file or database call of one of its threads.
//   KILL_AT=N (0: never; each thread then says "OPS <thread> <count>" on stderr while it works)
//   KILL_THREAD=main | line | pool   KILL_MODE=before | mid | after        mid: a write puts half of its bytes first
//   KILL_SINCE=<part of a path>      calls count from the first file call with such a path on; task threads are then "pool", not "line"
// Reason for wrapping calls instead of tracing: no ptrace is needed, and a point can be played again exactly.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, workerData } from 'node:worker_threads';
import { interceptFiles, type FileCall } from './file-calls.js';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Wrapped = Record<string, AnyFunction>;

const at = Number(process.env['KILL_AT'] ?? '0');
const mode = process.env['KILL_MODE'] ?? 'before';
const since = process.env['KILL_SINCE'] ?? '';
const isTaskThread = workerData === null || workerData === undefined;
const thread = isMainThread ? 'main' : isTaskThread && since !== '' ? 'pool' : 'line';
const isCounted = (process.env['KILL_THREAD'] ?? thread) === thread;
const realWrite = fs.writeSync;
let hasBegun = since === '';
let count = 0;

function counted(call: FileCall): unknown {
  const [first] = call.args;
  hasBegun ||= typeof first === 'string' && first.includes(since);
  const isOutput = call.name === 'writeSync' && Number(first) <= 2;
  if (isOutput || !hasBegun) return call.proceed(...call.args);
  count++;
  if (at === 0 && thread === 'pool') tell();
  if (count !== at) return call.proceed(...call.args);
  if (mode === 'before') die();
  if (mode === 'mid' && call.name === 'writeSync') writeHalf(call);
  const result = call.proceed(...call.args);
  if (result instanceof Promise) return result.finally(die);
  die();
  return result;
}

function wrapStatement(owner: Wrapped, name: string): void {
  const real = owner[name];
  if (real === undefined) return;
  owner[name] = function (this: unknown, ...args: unknown[]): unknown {
    return counted({ kind: 'write', name, args: [], proceed: () => real.apply(this, args) });
  };
}

function writeHalf(call: FileCall): void {
  const [file, data, ...rest] = call.args;
  const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data as Uint8Array);
  const from = Number(rest[0] ?? 0);
  const length = Number(rest[1] ?? bytes.length - from);
  call.proceed(file, bytes, from, Math.max(1, length >> 1));
  die();
}

/** Told again and again: the line's thread is ended from outside, without an event. Task threads have no timers, and tell of each call. */
function tellCount(): void {
  let told = -1;
  setInterval(() => {
    if (told !== count) tell();
    told = count;
  }, 100).unref();
}

function tell(): void {
  realWrite(2, `OPS ${thread} ${count}\n`);
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

if (isCounted) {
  await interceptFiles(counted);
  const Database = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => { prepare(text: string): unknown; close(): void };
  const probe = new Database(':memory:');
  const statements = Object.getPrototypeOf(probe.prepare('SELECT 1')) as Wrapped;
  wrapStatement(Object.getPrototypeOf(probe) as Wrapped, 'exec');
  probe.close();
  for (const name of ['run', 'get', 'all']) wrapStatement(statements, name);
  if (at === 0) tellCount();
}
