import { hashedPieces } from './hashed-pieces.js';
import { objectIn, type FoundBackup } from './read-backup.js';

/** What a backup holds, and which files could not be restored from it. */
export interface Verified {
  readonly files: number;
  readonly bytes: number;
  readonly damaged: readonly string[];
}

/** Reads every byte that the manifest names, each object once. */
export async function verifyBackup({ folder, manifest }: FoundBackup, tell: (bytes: number) => void): Promise<Verified> {
  const wanted = [{ path: 'runkeep.db', ...manifest.database }, ...manifest.files];
  const sound = new Map<string, boolean>();
  for (const { sha256, size } of wanted) {
    if (!sound.has(sha256)) sound.set(sha256, await isSound(objectIn(folder, sha256), { sha256, size }, tell));
  }
  return { files: wanted.length, bytes: wanted.reduce((sum, { size }) => sum + size, 0), damaged: wanted.filter(({ sha256 }) => sound.get(sha256) !== true).map(({ path }) => path) };
}

async function isSound(path: string, { sha256, size }: { readonly sha256: string; readonly size: number }, tell: (bytes: number) => void): Promise<boolean> {
  try {
    const found = await hashedPieces(path, async (piece) => tell(piece.length));
    return found.sha256 === sha256 && found.size === size;
  } catch (failure) {
    if (failure instanceof Error && 'syscall' in failure) return false;
    throw failure;
  }
}
