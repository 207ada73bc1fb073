import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { backupManifest, backupNames, type BackupManifest } from '../../../schemas/dedup-backup.js';
import { errnoOf } from '../errno.js';
import { realFiles } from '../pool/pool-files.js';
import { namesIn } from '../pool/pool-folder.js';
import { statOf } from '../take-in/run-places.js';

const objectName = /^[0-9a-f]{64}$/u;
const known = new Set<string>(Object.values(backupNames));

/** A folder of backups: objects by the SHA-256 of their bytes, and a manifest that says what of them is the backup. */
export class BackupFolder {
  readonly path: string;
  /** The backup that the folder holds already. */
  readonly previous: BackupManifest | undefined;
  readonly #changed = new Set<string>();

  private constructor(path: string, previous: BackupManifest | undefined) {
    this.path = path;
    this.previous = previous;
  }

  /** Opens a new or empty folder, or one that holds backups of this root; anything else is left alone. */
  static async open(path: string, root: string): Promise<BackupFolder> {
    if (!isAbsolute(path) || resolve(path) === root || resolve(path).startsWith(root + sep)) throw new RunkeepError('invalid', 'bad-folder', `${path} is no place for a backup of ${root}.`, 'Name an absolute path outside of the root, best on another disk.');
    await mkdir(path, { recursive: true, mode: 0o700 });
    const strange = (await readdir(path)).find((name) => !known.has(name));
    if (strange !== undefined) throw new RunkeepError('conflict', 'folder-in-use', `${path} holds ${strange}, which is no part of a backup.`, 'Name a new or empty folder.');
    const previous = await manifestIn(path);
    if (previous !== undefined && previous.root !== root) throw new RunkeepError('conflict', 'other-backup', `${path} holds a backup of ${previous.root}.`, 'Name another folder: each root has its own.');
    await rm(join(path, backupNames.staging), { recursive: true, force: true });
    for (const name of [backupNames.staging, backupNames.objects]) await mkdir(join(path, name), { recursive: true, mode: 0o700 });
    return new BackupFolder(path, previous);
  }

  /** A new path for a file that is not part of the backup yet. */
  staged(name: string): string {
    return join(this.path, backupNames.staging, name);
  }

  async holds({ sha256, size }: { readonly sha256: string; readonly size: number }): Promise<boolean> {
    const stat = await statOf(this.#object(sha256));
    return stat?.isFile() === true && stat.size === size;
  }

  /** Gives a staged, durable file its name. */
  async keep(staged: string, sha256: string): Promise<void> {
    const shard = join(this.path, backupNames.objects, sha256.slice(0, 2));
    await mkdir(shard, { recursive: true, mode: 0o700 });
    await rename(staged, this.#object(sha256));
    this.#changed.add(shard);
  }

  /** From here on the folder holds this backup, and after a power cut too. */
  async commit(manifest: BackupManifest): Promise<void> {
    for (const shard of this.#changed) await realFiles.syncFolder(shard);
    await realFiles.syncFolder(join(this.path, backupNames.objects));
    await realFiles.syncFolder(this.path);
    const staged = this.staged(backupNames.manifest);
    const file = await open(staged, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(manifest)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(staged, join(this.path, backupNames.manifest));
    await realFiles.syncFolder(this.path);
  }

  /** Removes objects that only earlier backups named. */
  async prune(manifest: BackupManifest): Promise<void> {
    const named = new Set([manifest.database.sha256, ...manifest.files.map(({ sha256 }) => sha256)]);
    const objects = join(this.path, backupNames.objects);
    for (const shard of await namesIn(realFiles, objects)) {
      for (const name of await namesIn(realFiles, join(objects, shard))) if (objectName.test(name) && !named.has(name)) await rm(join(objects, shard, name), { force: true });
    }
    await rm(join(this.path, backupNames.staging), { recursive: true, force: true });
  }

  #object(sha256: string): string {
    return join(this.path, backupNames.objects, sha256.slice(0, 2), sha256);
  }
}

/** One that cannot be read is none: its objects are still good. */
async function manifestIn(folder: string): Promise<BackupManifest | undefined> {
  try {
    return backupManifest.safeParse(JSON.parse(await readFile(join(folder, backupNames.manifest), 'utf8'))).data;
  } catch (failure) {
    if (failure instanceof SyntaxError || errnoOf(failure) === 'ENOENT') return undefined;
    throw failure;
  }
}
