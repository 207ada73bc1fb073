import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One change of a file below the traced folder, or a word of the program (`ACK ...` on its standard output). */
export type FileOp =
  | { readonly kind: 'create' | 'folder' | 'unlink' | 'sync'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'ack'; readonly word: string };

const calls = 'open,openat,creat,write,pwrite64,writev,pwritev,ftruncate,truncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,copy_file_range,sendfile';

interface Opened {
  readonly path: string;
  readonly isAppending: boolean;
  offset: number;
}

/** Says why this machine cannot trace programs; undefined when it can. */
export function whyNoTracing(): string | undefined {
  const tried = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (tried.error !== undefined) return 'strace is not installed';
  return tried.status === 0 ? undefined : `strace may not trace here: ${tried.stderr.trim()}`;
}

/** Runs a program under strace; every call that changes a file goes into `trace` with its bytes. */
export function runTraced(command: readonly string[], trace: string): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync('strace', ['-f', '-qq', '-y', '-xx', '-s', '40000000', '-o', trace, '-e', `trace=${calls}`, ...command], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status, stderr };
}

/** The changes below `root` in the order in which they ended. Throws at a call that the model of a disk does not know. */
export function tracedOps(trace: string, root: string): FileOp[] {
  const reader = new TraceReader(root);
  for (const call of wholeCalls(readFileSync(trace, 'latin1'))) reader.take(call);
  return reader.ops;
}

interface Call {
  readonly name: string;
  readonly args: string;
  readonly result: number;
}

function* wholeCalls(text: string): Generator<Call> {
  const halves = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, thread = '', said = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (said.endsWith('<unfinished ...>')) {
      halves.set(thread, said.slice(0, -'<unfinished ...>'.length).trimEnd());
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(said)?.[1];
    const whole = resumed === undefined ? said : (halves.get(thread) ?? '') + resumed;
    const [, name = '', args = '', result = '-1'] = /^(\w+)\((.*)\)\s+=\s+(-?\d+)/.exec(whole) ?? [];
    if (Number(result) >= 0) yield { name, args, result: Number(result) };
  }
}

/** What a system call does to files; one that is not here must not touch what is recorded. */
const kinds: ReadonlyMap<string, 'open' | 'write' | 'change' | 'folder' | 'unlink'> = new Map([
  ['open', 'open'], ['openat', 'open'], ['creat', 'open'],
  ['write', 'write'],
  ['pwrite64', 'change'], ['ftruncate', 'change'], ['fsync', 'change'], ['fdatasync', 'change'],
  ['mkdir', 'folder'], ['mkdirat', 'folder'], ['unlink', 'unlink'], ['unlinkat', 'unlink'],
]);

class TraceReader {
  readonly ops: FileOp[];
  readonly #root: string;
  readonly #open = new Map<number, Opened>();
  /** Sizes of the files that are there. */
  readonly #sizes = new Map<string, number>();

  constructor(root: string) {
    this.#root = root;
    this.ops = [{ kind: 'folder', path: root }];
  }

  take({ name, args, result }: Call): void {
    const strings = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => bytesOf(hex));
    const path = strings[0]?.toString() ?? '';
    const [, number = '-1', described] = /^(\d+)(?:<([^>]*)>)?/.exec(args) ?? [];
    const target = this.#pathOf(Number(number), described);
    const data = (strings[0] ?? Buffer.alloc(0)).subarray(0, result);
    const kind = kinds.get(name);
    if (kind === 'open') this.#opened(result, path, args);
    else if (kind === 'write') this.#write(Number(number), target, data);
    else if (kind === 'change') {
      if (this.#isKept(target)) this.#change(name, target, args, data);
    } else if (kind !== undefined) this.#name(kind, path);
    else if (strings.some((text) => this.#isKept(text.toString())) || this.#isKept(target)) throw new Error(`${name} is not modelled: ${args.slice(0, 200)}`);
  }

  #pathOf(descriptor: number, described: string | undefined): string | undefined {
    return described === undefined ? this.#open.get(descriptor)?.path : plain(described);
  }

  #name(kind: 'folder' | 'unlink', path: string): void {
    this.#sizes.delete(path);
    if (this.#isKept(path)) this.ops.push({ kind, path });
  }

  #change(name: string, path: string, args: string, data: Buffer): void {
    if (name === 'pwrite64') this.#put(path, lastNumber(args), data);
    else if (name === 'ftruncate') this.#cut(path, lastNumber(args));
    else this.ops.push({ kind: 'sync', path });
  }

  #opened(descriptor: number, path: string, args: string): void {
    this.#open.set(descriptor, { path, isAppending: args.includes('O_APPEND'), offset: 0 });
    if (!this.#isKept(path)) return;
    if (args.includes('O_CREAT') && !this.#sizes.has(path)) {
      this.ops.push({ kind: 'create', path });
      this.#sizes.set(path, 0);
    } else if (args.includes('O_TRUNC')) this.#cut(path, 0);
  }

  #write(descriptor: number, target: string | undefined, data: Buffer): void {
    if (descriptor === 1) {
      for (const line of data.toString().split('\n')) if (line.startsWith('ACK ')) this.ops.push({ kind: 'ack', word: line.slice(4) });
      return;
    }
    const open = this.#open.get(descriptor);
    if (open === undefined || !this.#isKept(target)) return;
    this.#put(target, open.isAppending ? (this.#sizes.get(target) ?? 0) : open.offset, data);
    open.offset += data.length;
  }

  #put(path: string, offset: number, data: Buffer): void {
    this.ops.push({ kind: 'write', path, offset, data });
    this.#sizes.set(path, Math.max(this.#sizes.get(path) ?? 0, offset + data.length));
  }

  #cut(path: string, size: number): void {
    this.ops.push({ kind: 'truncate', path, size });
    this.#sizes.set(path, size);
  }

  /** SQLite builds the `-shm` file anew. */
  #isKept(path: string | undefined): path is string {
    return path !== undefined && (path === this.#root || path.startsWith(`${this.#root}/`)) && !path.endsWith('-shm');
  }
}

function lastNumber(args: string): number {
  return Number(/,\s*(\d+)\s*$/.exec(args)?.[1]);
}

function plain(text: string): string {
  return text.includes('\\x') ? bytesOf(text).toString() : text;
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}
