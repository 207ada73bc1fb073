// Preloaded into a daemon: kills the process with SIGKILL at the N-th file or database call of one of its threads.
//   KILL_AT=N (0: never; each thread then says "OPS <thread> <count>" on stderr while it works)
//   KILL_THREAD=main | line          KILL_MODE=before | mid | after        mid: a write puts half of its bytes first
// Reason for wrapping calls instead of tracing: no ptrace is needed, and a point can be played again exactly.
import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Wrapped = Record<string, AnyFunction>;

const at = Number(process.env['KILL_AT'] ?? '0');
const mode = process.env['KILL_MODE'] ?? 'before';
const thread = isMainThread ? 'main' : 'line';
const isCounted = (process.env['KILL_THREAD'] ?? thread) === thread;
const realWrite = fs.writeSync;
let count = 0;

function wrap(owner: Wrapped, name: string): void {
  const real = owner[name];
  if (real === undefined) return;
  owner[name] = function (this: unknown, ...args: unknown[]): unknown {
    const isOutput = name === 'writeSync' && Number(args[0]) <= 2;
    if (isOutput || ++count !== at) return real.apply(this, args);
    if (mode === 'before') die();
    if (mode === 'mid' && name === 'writeSync') writeHalf(real, args);
    const result = real.apply(this, args);
    if (mode !== 'before') die();
    return result;
  };
}

function writeHalf(real: AnyFunction, [file, data, ...rest]: unknown[]): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data as Uint8Array);
  const from = Number(rest[0] ?? 0);
  const length = Number(rest[1] ?? bytes.length - from);
  real.call(fs, file, bytes, from, Math.max(1, length >> 1));
  die();
}

/** Told again and again: the line's thread is ended from outside, without an event. */
function tellCount(): void {
  let told = -1;
  setInterval(() => {
    if (told !== count) realWrite(2, `OPS ${thread} ${count}\n`);
    told = count;
  }, 100).unref();
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

if (isCounted) {
  const files = fs as unknown as Wrapped;
  for (const name of ['openSync', 'readSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'closeSync', 'renameSync', 'linkSync', 'unlinkSync', 'mkdirSync', 'ftruncateSync']) wrap(files, name);
  syncBuiltinESMExports();
  const Database = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => { prepare(text: string): unknown; close(): void };
  const probe = new Database(':memory:');
  const statements = Object.getPrototypeOf(probe.prepare('SELECT 1')) as Wrapped;
  wrap(Object.getPrototypeOf(probe) as Wrapped, 'exec');
  probe.close();
  for (const name of ['run', 'get', 'all']) wrap(statements, name);
  if (at === 0) tellCount();
}
