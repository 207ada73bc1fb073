import { join, relative } from 'node:path';
import type { CopiedFile, CopyOrder, FileFailure, Hasher } from '../../../daemon/api/hasher.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Root } from '../../../daemon/api/root.js';
import { poolError } from '../errno.js';
import type { BlobRows } from './blob-rows.js';
import type { DiskTrust } from './disk-trust.js';
import { shardOf } from './pool-folder.js';
import { sideBySide } from './side-by-side.js';
import { storeName } from './staging-names.js';
import type { StagedObject, StoreRequest } from './stored-object.js';

export interface StagingParts {
  readonly root: Root;
  readonly hasher: Hasher;
  readonly rows: BlobRows;
  readonly trust: DiskTrust;
}

export interface StagingOptions {
  /** Absolute path of the pool. */
  readonly folder: string;
  /** May bytes that the pool has be only read? */
  readonly mayBeKnown: boolean;
  readonly signal: AbortSignal | undefined;
  /** Hears of every file that is about to be made. */
  readonly begun: (path: string) => void;
}

// One task for many small files: the way to a thread and back costs as much as one of them.
const taskFiles = 64;
const taskBytes = 64 * 2 ** 20;
/** Two long files are a core each; of short ones more, since their threads wait for the disk. */
const bytesAtOnce = 2 * taskBytes;
const leastWeight = bytesAtOnce / 8;

/** Brings bytes into `.staging`, durable and hashed, in the threads of the hasher (REL-11, steps 1 to 6). */
export class Staging {
  readonly #parts: StagingParts;

  constructor(parts: StagingParts) {
    this.#parts = parts;
  }

  /** What became of each request; rejects with the first that failed. */
  async stage(requests: readonly StoreRequest[], options: StagingOptions): Promise<StagedObject[]> {
    const staged = await sideBySide(tasksOf(requests), bytesAtOnce, (task) => this.#stageTask(task, options), weightOf);
    return staged.flat();
  }

  async #stageTask(requests: readonly StoreRequest[], options: StagingOptions): Promise<StagedObject[]> {
    const alike = options.mayBeKnown ? await this.#parts.rows.ofSizes(requests.map(({ size }) => size)) : new Map<number, string[]>();
    const orders = requests.map(({ from, size, method }) => ({ from, to: this.#newFile(options), method, alike: (alike.get(size) ?? []).map((digest) => join(shardOf(options.folder, digest), digest)) }));
    const answers = await this.#copyAll(orders, requests[0]?.within ?? this.#parts.root.path, options);
    return requests.map((request, index) => this.#judge(request, orders[index], answers[index]));
  }

  #newFile({ folder, begun }: StagingOptions): string {
    const path = join(folder, '.staging', storeName());
    begun(path);
    return path;
  }

  /** A write that failed at the disk is tried once more with a new file (REL-22). */
  async #copyAll(orders: readonly CopyOrder[], within: string, { folder, signal }: StagingOptions): Promise<(CopiedFile | FileFailure)[]> {
    const { hasher } = this.#parts;
    const ask = (some: readonly CopyOrder[]): ReturnType<Hasher['copyAll']> => hasher.copyAll(some, { within, without: folder, ...(signal && { signal }) });
    const answers = [...(await ask(orders))];
    const failed = orders.flatMap((order, index) => (this.#hasLostBytes(answers[index]) ? [{ order, index }] : []));
    const again = failed.length === 0 ? [] : await ask(failed.map(({ order }) => order));
    for (const [nth, answer] of again.entries()) answers[failed[nth]?.index ?? -1] = answer;
    for (const answer of answers) if (!answer.ok) this.#parts.trust.note(answer.code, answer.message);
    return answers;
  }

  #hasLostBytes(answer: CopiedFile | FileFailure | undefined): boolean {
    if (answer?.ok !== false || answer.code !== 'EIO') return false;
    this.#parts.trust.note(answer.code, answer.message);
    return true;
  }

  #judge({ from, digest: expected }: StoreRequest, order: CopyOrder | undefined, answer: CopiedFile | FileFailure | undefined): StagedObject {
    if (order === undefined || answer === undefined) throw new Error('every order has an answer');
    const name = relative(this.#parts.root.path, from);
    if (!answer.ok) throw poolError(answer.code, `${name}: ${answer.message}`);
    const { digest, stamp, method } = answer;
    if (expected !== undefined && digest !== expected) throw new RunkeepError('conflict', 'digest-mismatch', `The file ${name} holds other bytes than ${expected}.`, 'It was changed since it was looked at; nothing was taken in.');
    return { digest, size: stamp.size, method, ...(method !== 'known' && { staged: order.to }) };
  }
}

/** As many as one task takes, of one folder: at least one file. */
function* tasksOf(requests: readonly StoreRequest[]): Generator<readonly StoreRequest[]> {
  let task: StoreRequest[] = [];
  let bytes = 0;
  for (const request of requests) {
    const isOther = task[0] !== undefined && (task[0].within !== request.within || bytes + request.size > taskBytes);
    if (task.length === taskFiles || isOther) {
      yield task;
      task = [];
      bytes = 0;
    }
    task.push(request);
    bytes += request.size;
  }
  if (task.length > 0) yield task;
}

function weightOf(task: readonly StoreRequest[]): number {
  const bytes = task.reduce((sum, { size }) => sum + size, 0);
  return Math.max(leastWeight, Math.min(bytes, taskBytes));
}
