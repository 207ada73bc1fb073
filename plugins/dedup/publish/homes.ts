import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Root } from '../../../daemon/api/root.js';
import { versionIndex } from '../adopt/shapes.js';
import { errnoOf } from '../errno.js';
import type { FilePool } from '../pool/file-pool.js';
import { realFiles } from '../pool/pool-files.js';
import { namesIn } from '../pool/pool-folder.js';
import type { Home } from './draft.js';

export interface HomesParts {
  readonly root: Root;
  readonly database: Database;
  readonly pool: () => FilePool;
}

/** An artifact by its names. */
export interface Named {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** Where documents of versions lie, and what lies there that is not ours. */
export class Homes {
  readonly #parts: HomesParts;

  constructor(parts: HomesParts) {
    this.#parts = parts;
  }

  /** The folder of an artifact. */
  folder(home: Home, { type, name }: Pick<Named, 'type' | 'name'>): string {
    const { root } = this.#parts;
    return join(home === 'root' ? root.path : root.keep, 'artifacts', type, name);
  }

  /** Where the documents of the next version go: beside the pool, and nowhere that another program writes. */
  async homeOf(artifact: Named): Promise<Home> {
    const { root, pool } = this.#parts;
    const isUsual = (await pool().folder()) === join(root.path, 'artifacts', '.dedup');
    return isUsual && !(await this.#isForeign(artifact)) ? 'root' : 'keep';
  }

  /** The highest number that another program gave to a version of this name; 0 without one. */
  async foreignNumber(artifact: Named): Promise<number> {
    const folder = this.folder('root', artifact);
    const onDisk = (await namesIn(realFiles, folder)).flatMap((name) => (/^v[1-9]\d{0,8}$/.test(name) ? [Number(name.slice(1))] : []));
    const index = versionIndex.safeParse(jsonOf((await textOf(join(folder, 'versions.json'))) ?? '{}'));
    const listed = index.success ? index.data.versions.map(({ version }) => version) : [];
    return [...onDisk, ...listed].reduce((most, one) => Math.max(most, one), 0);
  }

  /** Makes the folder of a version; refused where one with anything in it is there already. */
  async make(home: Home, artifact: Named, version: number): Promise<void> {
    const { root } = this.#parts;
    const folder = this.folder(home, artifact);
    const path = join(folder, `v${version}`);
    for (const one of [join(home === 'root' ? root.path : root.keep, 'artifacts'), dirname(folder), folder, path]) await makeFolder(one);
    if ((await namesIn(realFiles, path)).length > 0) throw new RunkeepError('conflict', 'taken', `${artifact.name} has a folder v${version} already, which is not ours.`, 'Take in what lies there: runkeep artifact adopt');
  }

  /** Takes back what `make` did; a folder with anything in it stays. */
  async unmake(home: Home, artifact: Named, version: number): Promise<void> {
    const folder = this.folder(home, artifact);
    for (const path of [join(folder, `v${version}`), folder, dirname(folder)]) {
      if (!(await removed(path))) return;
    }
  }

  /** Is there an index that we did not write, or a version without any? */
  async #isForeign(artifact: Named): Promise<boolean> {
    const folder = this.folder('root', artifact);
    const index = await textOf(join(folder, 'versions.json'));
    if (index === undefined) return (await namesIn(realFiles, folder)).some((name) => !name.startsWith('.')) && !(await this.#holdsEmptyOnly(folder));
    const rows = await this.#parts.database.rows<{ index_digest: string | null }>(this.#parts.database.reader('dedup_own_artifacts').where({ artifact_id: artifact.id }).select('index_digest'));
    return rows[0]?.index_digest !== createHash('sha256').update(index).digest('hex');
  }

  async #holdsEmptyOnly(folder: string): Promise<boolean> {
    for (const name of await namesIn(realFiles, folder)) {
      if ((await namesIn(realFiles, join(folder, name))).length > 0 || !(await lstat(join(folder, name))).isDirectory()) return false;
    }
    return true;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
    await realFiles.syncFolder(dirname(path));
  } catch (failure) {
    if (errnoOf(failure) !== 'EEXIST') throw failure;
    if (!(await lstat(path)).isDirectory()) throw new RunkeepError('conflict', 'taken', `${path} is no folder.`, 'Move it elsewhere.', failure);
  }
}

async function removed(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT') return true;
    if (errnoOf(failure) === 'ENOTEMPTY' || errnoOf(failure) === 'EEXIST') return false;
    throw failure;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT' || errnoOf(failure) === 'ENOTDIR') return undefined;
    throw failure;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
