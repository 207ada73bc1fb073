import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backupManifest, backupNames, type BackupManifest } from '../../../schemas/dedup-backup.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';

/** A backup in a folder: without a manifest there is none. */
export interface FoundBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

export async function readBackup(folder: string): Promise<FoundBackup> {
  const text = await readFile(join(folder, backupNames.manifest), 'utf8').catch((cause: unknown) => {
    throw new Failure('no-backup', `${folder} holds no backup: it has no manifest`, 'one that was cut short is completed by making it again', exitCodes.failed, cause);
  });
  const read = backupManifest.safeParse(json(text));
  if (!read.success) throw new Failure('backup-unreadable', `the manifest of ${folder} cannot be read`, 'make the backup again, or use another one', exitCodes.failed, read.error);
  return { folder, manifest: read.data };
}

/** Where the bytes of a digest lie. */
export function objectIn(folder: string, sha256: string): string {
  return join(folder, backupNames.objects, sha256.slice(0, 2), sha256);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
