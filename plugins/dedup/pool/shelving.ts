import { dirname, join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import { isAsKept, type BlobRows, type ObjectRow } from './blob-rows.js';
import { namesIn, shardOf } from './pool-folder.js';
import type { Leases } from './leases.js';
import type { PoolFiles } from './pool-files.js';
import { publishObject } from './publish-object.js';
import { sideBySide } from './side-by-side.js';
import type { StagedObject } from './stored-object.js';

export interface ShelvingParts {
  readonly files: PoolFiles;
  readonly hasher: Hasher;
  readonly rows: BlobRows;
  readonly leases: Leases;
  readonly clock: Clock;
  /** Hears how each object got its name. */
  readonly counted: (how: 'linked' | 'met' | 'renamed') => void;
}

// As many file calls as node makes at once.
const callsAtOnce = 4;

/** Gives staged files their names, makes these durable and writes the rows, in one go for many (REL-11, steps 7 to 11; REL-12). */
export class Shelving {
  readonly #parts: ShelvingParts;

  constructor(parts: ShelvingParts) {
    this.#parts = parts;
  }

  /** Answers which of the objects that were known are not there as they were kept: their bytes have to be brought. */
  async shelve(folder: string, objects: readonly StagedObject[]): Promise<readonly StagedObject[]> {
    const { leases } = this.#parts;
    return leases.hold(objects.map(({ digest }) => digest), async () => {
      const rows = await this.#parts.rows.of([...new Set(objects.map(({ digest }) => digest))]);
      await this.#shelveNew(folder, objects, rows);
      const known = objects.filter(({ staged }) => staged === undefined);
      const isKept = await sideBySide(known, callsAtOnce, (object) => this.#isKept(folder, object, rows));
      const waiting = known.filter(({ digest }, index) => isKept[index] === true && typeof rows.get(digest)?.unreferenced_at === 'number');
      if (waiting.length > 0) await this.#parts.rows.wanted(waiting.map(({ digest }) => digest));
      return known.filter((_, index) => isKept[index] !== true);
    });
  }

  /** Removes a staged file's object if that never got its row (REL-32). */
  async unshelve(folder: string, staged: string): Promise<void> {
    const { files, hasher, leases } = this.#parts;
    const { links, inode } = await files.stat(staged);
    if (links < 2) return;
    const [answer] = await hasher.hash([staged], { within: folder });
    if (answer?.ok === true) await leases.hold(answer.digest, () => this.#unshelve(folder, answer.digest, inode));
  }

  async #shelveNew(folder: string, objects: readonly StagedObject[], rows: ReadonlyMap<string, ObjectRow>): Promise<void> {
    const { files, clock } = this.#parts;
    const staged = objects.flatMap(({ digest, size, staged: path }) => (path === undefined ? [] : [{ digest, size, path, final: join(shardOf(folder, digest), digest) }]));
    if (staged.length === 0) return;
    // several files of one digest: the first gives the object
    const first = [...new Map(staged.toReversed().map((object) => [object.digest, object])).values()];
    const { hasher, counted } = this.#parts;
    await sideBySide(first, callsAtOnce, async ({ digest, path, final }) => {
      counted(await publishObject({ files, hasher, pool: folder, staged: path, final, digest, isKnown: async (stat) => isAsKept(rows.get(digest), stat) }));
    });
    await sideBySide([...new Set(first.map(({ final }) => dirname(final)))], callsAtOnce, (shard) => files.syncFolder(shard));
    const kept = await sideBySide(first, callsAtOnce, async ({ digest, size, final }) => {
      const { device, inode, mtime_ns } = await files.stat(final);
      return { digest, size, pool_device: device, pool_inode: inode, pool_mtime_ns: mtime_ns, verified_at: clock.now() };
    });
    await this.#parts.rows.keep(kept);
    await sideBySide(staged, callsAtOnce, ({ path }) => files.remove(path));
  }

  async #isKept(folder: string, { digest }: StagedObject, rows: ReadonlyMap<string, ObjectRow>): Promise<boolean> {
    const row = rows.get(digest);
    if (row === undefined) return false;
    const stat = await this.#parts.files.stat(join(shardOf(folder, digest), digest)).catch(() => undefined);
    return stat !== undefined && isAsKept(row, stat);
  }

  async #unshelve(folder: string, digest: string, inode: string): Promise<void> {
    const { files, rows } = this.#parts;
    const shard = shardOf(folder, digest);
    const isThere = (await namesIn(files, shard)).includes(digest) && (await files.stat(join(shard, digest))).inode === inode;
    if (!isThere || (await rows.of([digest])).get(digest)?.pool_inode === inode) return;
    await files.remove(join(shard, digest));
    await files.syncFolder(shard);
  }
}
