import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import type { FileFailure, FileHash, FileStamp, Hasher } from '../../../daemon/api/hasher.js';
import { errnoOf } from '../errno.js';
import { bytesKey, judge, type Payload, type PlaceRow, type Verdict } from './payload.js';

export interface VerifierParts {
  readonly root: string;
  readonly database: Database;
  readonly hasher: Hasher;
  readonly clock: Clock;
  readonly bytesPerSecond: number;
  readonly signal: AbortSignal;
}

const batchFiles = 128;
const batchBytes = 64 * 2 ** 20;

const gone = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'not-a-file', 'outside']);

interface Looked {
  readonly payload: Payload;
  /** Of a file that can be hashed; else what is told instead. */
  readonly stamp: FileStamp | undefined;
  readonly verdict: Verdict;
}

/**
 * Hashes payloads in batches and keeps a place for each one that is right; what was verified before and has the same stat is not read again, nor
 * are the other names of bytes that were. A kill costs the batch that was under way.
 */
export class Verifier {
  readonly #parts: VerifierParts;
  readonly #known = new Map<string, string>();

  constructor(parts: VerifierParts) {
    this.#parts = parts;
  }

  /** Verdicts of the payloads, by path; `tell` hears of each batch how many files it had. */
  async verify(payloads: readonly Payload[], tell: (files: number) => void): Promise<Map<string, Verdict>> {
    const verdicts = new Map<string, Verdict>();
    for (let at = 0; at < payloads.length; ) {
      this.#parts.signal.throwIfAborted();
      const looked = await Promise.all(payloads.slice(at, at + batchFiles).map((payload) => this.#look(payload)));
      const batch = withinBytes(looked);
      await this.#verifyBatch(batch, verdicts);
      tell(batch.length);
      at += batch.length;
    }
    return verdicts;
  }

  async #look(payload: Payload): Promise<Looked> {
    try {
      const stat = await lstat(join(this.#parts.root, payload.path), { bigint: true });
      if (!stat.isFile()) return { payload, stamp: undefined, verdict: { state: 'missing', message: 'it is no regular file' } };
      const stamp = { device: String(stat.dev), inode: String(stat.ino), size: Number(stat.size), mtime_ns: String(stat.mtimeNs), links: Number(stat.nlink) };
      return { payload, stamp, verdict: judge(payload, '', stamp) };
    } catch (failure) {
      const code = errnoOf(failure);
      if (code === undefined) throw failure;
      return { payload, stamp: undefined, verdict: failed(code, String(failure)) };
    }
  }

  async #verifyBatch(batch: readonly Looked[], verdicts: Map<string, Verdict>): Promise<void> {
    const rows = await this.#rows(batch);
    for (const row of rows.values()) this.#known.set(bytesKey(row), row.digest);
    const hashes = await this.#hashNew(batch);
    const right: PlaceRow[] = [];
    const wrong: string[] = [];
    for (const looked of batch) {
      const { payload } = looked;
      const verdict = this.#verdict(looked, hashes);
      verdicts.set(payload.path, verdict);
      if (verdict.state === 'ok') right.push(this.#row(payload.path, verdict.digest, verdict.stamp));
      else if (rows.has(payload.path)) wrong.push(payload.path);
    }
    await this.#keep(right.filter((row) => !isSame(row, rows.get(row.path))), wrong);
  }

  async #rows(batch: readonly Looked[]): Promise<Map<string, PlaceRow>> {
    const paths = batch.map(({ payload }) => payload.path);
    const rows: PlaceRow[] = await this.#parts.database.reader<PlaceRow>('dedup_places').whereIn('path', paths).select('*');
    return new Map(rows.map((row) => [row.path, row]));
  }

  /** Each new inode once. */
  async #hashNew(batch: readonly Looked[]): Promise<Map<string, FileHash | FileFailure>> {
    const { hasher, root, bytesPerSecond, signal } = this.#parts;
    const asked = new Map<string, string>();
    for (const { payload, stamp } of batch) {
      if (stamp === undefined || (payload.size !== null && payload.size !== stamp.size)) continue;
      const key = bytesKey(stamp);
      if (!this.#known.has(key) && !asked.has(key)) asked.set(key, join(root, payload.path));
    }
    if (asked.size === 0) return new Map();
    const answers = await hasher.hash([...asked.values()], { within: root, bytesPerSecond, signal });
    const hashes = new Map([...asked.keys()].map((key, index): [string, FileHash | FileFailure | undefined] => [key, answers[index]]).filter((pair): pair is [string, FileHash | FileFailure] => pair[1] !== undefined));
    for (const answer of hashes.values()) if (answer.ok) this.#known.set(bytesKey(answer.stamp), answer.digest);
    return hashes;
  }

  #verdict({ payload, stamp, verdict }: Looked, hashes: ReadonlyMap<string, FileHash | FileFailure>): Verdict {
    if (stamp === undefined) return verdict;
    const key = bytesKey(stamp);
    const answer = hashes.get(key);
    if (answer?.ok === true) return judge(payload, answer.digest, answer.stamp);
    if (answer?.ok === false) return failed(answer.code, answer.message);
    const digest = this.#known.get(key);
    return digest === undefined ? verdict : judge(payload, digest, stamp);
  }

  #row(path: string, digest: string, { device, inode, size, mtime_ns, links }: FileStamp): PlaceRow {
    return { path, digest, size, device, inode, mtime_ns, links, verified_at: this.#parts.clock.now() };
  }

  async #keep(right: readonly PlaceRow[], wrong: readonly string[]): Promise<void> {
    if (right.length === 0 && wrong.length === 0) return;
    await this.#parts.database.write(async (transaction) => {
      if (wrong.length > 0) await transaction('dedup_places').whereIn('path', wrong).delete();
      if (right.length === 0) return;
      await transaction('dedup_blobs').insert(right.map(({ digest, size }) => ({ digest, size }))).onConflict('digest').ignore();
      await transaction('dedup_places').insert([...right]).onConflict('path').merge();
    });
  }
}

/** As many as are read in one go: at least one file. */
function withinBytes(looked: readonly Looked[]): readonly Looked[] {
  let bytes = 0;
  const end = looked.findIndex(({ stamp }, index) => (bytes += stamp?.size ?? 0) > batchBytes && index > 0);
  return end === -1 ? looked : looked.slice(0, end);
}

function failed(code: string, message: string): Verdict {
  return gone.has(code) ? { state: 'missing', message: code === 'ENOENT' ? 'it is not there' : message } : { state: 'unverified', message };
}

function isSame(row: PlaceRow, before: PlaceRow | undefined): boolean {
  return before !== undefined && before.digest === row.digest && before.links === row.links && bytesKey(before) === bytesKey(row);
}
