import { dirname } from 'node:path';
import type { Random } from '../../support/random.js';
import type { FileOp } from './traced-calls.js';

/**
 * `posix`: nothing is durable before its own sync, and any subset of the rest may be lost. `ext4`: names come in order, each
 * file keeps a beginning of its writes. Event files, which nobody syncs, keep a beginning in both, and may end in NULs: what
 * is lost before the 4 KiB that a cursor knows is beyond what the line promises (REL-53).
 */
export type DiskModel = 'posix' | 'ext4';

/** What a power cut left: the files by path, and what the program had promised by then. */
export interface DiskState {
  readonly model: DiskModel;
  /** Operations that had been done, and how the rest was chosen. */
  readonly after: number;
  readonly choice: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly folders: ReadonlySet<string>;
  readonly acks: readonly string[];
}

interface Choice {
  readonly name: string;
  readonly keeps: (index: number) => boolean;
  /** The write of which only a part arrived. */
  readonly torn?: number;
  /** The write whose place was taken, but not its bytes. */
  readonly zeroed?: number;
}

/** Everything before this word of the program is on the disk. */
const baseWord = 'base';

/** The disk states that a power cut during the recorded operations could leave. */
export class DiskStates {
  readonly #ops: readonly FileOp[];
  readonly #base: number;
  /** The first operation behind which each operation is safe, by model. */
  readonly #safeAfter: Readonly<Record<DiskModel, readonly number[]>>;

  constructor(ops: readonly FileOp[]) {
    this.#ops = ops;
    this.#base = ops.findIndex((op) => op.kind === 'ack' && op.word === baseWord);
    if (this.#base < 0) throw new Error('the recorded program did not say that it is ready');
    this.#safeAfter = { posix: this.#safety('posix'), ext4: this.#safety('ext4') };
  }

  /** Moments at which the power can go: behind each operation. */
  get moments(): number {
    return this.#ops.length - this.#base;
  }

  /** Different states of one moment, at most `most`. */
  *at(moment: number, model: DiskModel, most: number, random: Random): Generator<DiskState> {
    const end = this.#base + moment;
    const open = this.#open(end, model);
    const seen = new Set<string>();
    for (const choice of choices(this.#ops, open, model, most, random)) {
      const { keeps, torn, zeroed } = choice;
      const key = `${open.map((index) => Number(keeps(index))).join('')}:${torn ?? ''}:${zeroed ?? ''}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield this.#build(end, model, choice, random);
      if (seen.size >= most) return;
    }
  }

  #open(end: number, model: DiskModel): number[] {
    const open: number[] = [];
    for (let index = this.#base; index < end; index++) {
      const op = this.#ops[index];
      if (op !== undefined && op.kind !== 'ack' && op.kind !== 'sync' && (this.#safeAfter[model][index] ?? Infinity) > end) open.push(index);
    }
    return open;
  }

  /** Walks backwards: the nearest sync of a file, of a name's folder (posix) or of anything (ext4, names). */
  #safety(model: DiskModel): number[] {
    const safe: number[] = [];
    const synced = new Map<string, number>();
    let anything = Infinity;
    for (let index = this.#ops.length - 1; index >= 0; index--) {
      const op = this.#ops[index];
      if (op?.kind === 'sync') {
        synced.set(op.path, index + 1);
        anything = index + 1;
      } else if (op !== undefined && op.kind !== 'ack') {
        const isName = op.kind === 'create' || op.kind === 'folder' || op.kind === 'unlink';
        const byFolder = synced.get(dirname(op.path)) ?? Infinity;
        safe[index] = isName ? (model === 'ext4' ? anything : byFolder) : (synced.get(op.path) ?? Infinity);
      }
    }
    return safe;
  }

  #build(end: number, model: DiskModel, { name, keeps, torn, zeroed }: Choice, random: Random): DiskState {
    const disk = new Disk();
    const acks: string[] = [];
    for (let index = 0; index < end; index++) {
      const op = this.#ops[index];
      if (op === undefined || op.kind === 'sync') continue;
      if (op.kind === 'ack') acks.push(op.word);
      else if (index < this.#base || (this.#safeAfter[model][index] ?? Infinity) <= end || keeps(index)) disk.take(op, index === torn ? random.next() : 1);
      else if (index === zeroed && op.kind === 'write') disk.take({ ...op, data: Buffer.alloc(op.data.length) }, 1);
    }
    return { model, after: end - this.#base, choice: name, files: disk.files, folders: disk.folders, acks };
  }
}

class Disk {
  readonly folders = new Set<string>();
  readonly #files = new Map<string, { bytes: Buffer; size: number }>();

  get files(): Map<string, Buffer> {
    return new Map([...this.#files].filter(([path]) => this.folders.has(dirname(path))).map(([path, { bytes, size }]) => [path, bytes.subarray(0, size)]));
  }

  take(op: FileOp, part: number): void {
    switch (op.kind) {
      case 'folder':
        this.folders.add(op.path);
        return;
      case 'create':
        this.#files.set(op.path, { bytes: Buffer.alloc(4096), size: 0 });
        return;
      case 'unlink':
        this.#files.delete(op.path);
        return;
      case 'truncate':
        this.#resize(op.path, op.size);
        return;
      case 'write':
        this.#write(op.path, op.offset, op.data.subarray(0, Math.ceil(part * op.data.length)));
    }
  }

  #resize(path: string, size: number): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    reserve(file, size);
    if (size < file.size) file.bytes.fill(0, size, file.size);
    file.size = size;
  }

  #write(path: string, at: number, data: Buffer): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    reserve(file, at + data.length);
    data.copy(file.bytes, at);
    file.size = Math.max(file.size, at + data.length);
  }
}

function reserve(file: { bytes: Buffer }, size: number): void {
  if (file.bytes.length >= size) return;
  const larger = Buffer.alloc(Math.max(size, 2 * file.bytes.length));
  file.bytes.copy(larger);
  file.bytes = larger;
}

function* choices(ops: readonly FileOp[], open: readonly number[], model: DiskModel, most: number, random: Random): Generator<Choice> {
  const set = new Set(open);
  yield { name: 'all', keeps: () => true };
  yield { name: 'none', keeps: (index) => !set.has(index) };
  if (open.length === 0) return;
  let events = beginnings(ops, open, random);
  for (let nth = 0; nth < 2 * most; nth++) {
    // Some databases for each state of the event files: what is right for those is found out once.
    if (nth % 4 === 3) events = beginnings(ops, open, random);
    const ends = events;
    const others = model === 'ext4' ? before(ops, beginnings(ops, open, random)) : subset(open, nth, random);
    const keeps = (index: number): boolean => !set.has(index) || (isEvents(ops[index]) ? isBefore(ops, index, ends) : others.keeps(index));
    yield { name: others.name, keeps, ...(nth % 4 === 2 ? fringe(ops, open, keeps, random) : {}) };
  }
}

function subset(open: readonly number[], nth: number, random: Random): Pick<Choice, 'name' | 'keeps'> {
  const one = random.pick(open);
  if (nth % 4 === 0) return { name: 'one lost', keeps: (index) => index !== one };
  if (nth % 4 === 1) return { name: 'one kept', keeps: (index) => index === one };
  const share = nth % 4 === 2 ? 0.9 : random.next();
  const kept = new Set(open.filter(() => random.next() < share));
  return { name: 'some', keeps: (index) => kept.has(index) };
}

function before(ops: readonly FileOp[], ends: ReadonlyMap<string, number>): Pick<Choice, 'name' | 'keeps'> {
  return { name: 'beginnings', keeps: (index) => isBefore(ops, index, ends) };
}

/** A last write of a file that is torn, or a first lost one that left NULs. */
function fringe(ops: readonly FileOp[], open: readonly number[], keeps: (index: number) => boolean, random: Random): Pick<Choice, 'torn' | 'zeroed'> {
  const file = groupOf(ops[random.pick(open)]);
  const own = open.filter((index) => groupOf(ops[index]) === file);
  const [torn, zeroed] = [own.findLast(keeps), own.find((index) => !keeps(index))];
  const draw = random.between(0, 2);
  if (draw === 0 && torn !== undefined) return { torn };
  return draw === 1 && zeroed !== undefined ? { zeroed } : {};
}

function isEvents(op: FileOp | undefined): boolean {
  return op !== undefined && 'path' in op && op.path.endsWith('/events.jsonl') && (op.kind === 'write' || op.kind === 'truncate');
}

/** Up to which open operation each file got to the disk, and the names as one sequence. */
function beginnings(ops: readonly FileOp[], open: readonly number[], random: Random): Map<string, number> {
  const ends = new Map<string, number>();
  const groups = new Map<string, number[]>();
  for (const index of open) groups.set(groupOf(ops[index]), [...(groups.get(groupOf(ops[index])) ?? []), index]);
  for (const [group, members] of groups) {
    const kept = random.between(0, members.length);
    ends.set(group, kept === 0 ? -1 : (members[kept - 1] ?? -1));
  }
  return ends;
}

function isBefore(ops: readonly FileOp[], index: number, ends: ReadonlyMap<string, number>): boolean {
  return index <= (ends.get(groupOf(ops[index])) ?? -1);
}

function groupOf(op: FileOp | undefined): string {
  return op?.kind === 'write' || op?.kind === 'truncate' ? op.path : 'names';
}
