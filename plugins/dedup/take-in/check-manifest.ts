import { archiveManifest } from '../../../schemas/dedup-archives.js';
import { refused, shown } from '../archive-io/refusal.js';
import type { StagedArchive } from './stage-archive.js';

/** Every file of the archive is listed, and only those, with its size and its SHA-256 (SEC-60, step 5). */
export function checkManifest({ files, manifest }: Pick<StagedArchive, 'files' | 'manifest'>): void {
  if (manifest === undefined) throw refused('manifest-missing', 'The archive has no manifest.');
  const listed = archiveManifest.safeParse(json(manifest));
  if (!listed.success) throw refused('manifest-mismatch', 'The manifest of the archive cannot be read.');
  const missing = new Set(files.keys());
  for (const { path, size, sha256 } of listed.data.files) {
    const body = files.get(path)?.body;
    if (body === undefined) throw refused('manifest-mismatch', `The manifest lists ${shown(path)}, which is not in the archive.`);
    if (!missing.delete(path)) throw refused('manifest-mismatch', `The manifest lists ${shown(path)} twice.`);
    if (body.size !== size || body.sha256 !== sha256) throw refused('manifest-mismatch', `The entry ${shown(path)} holds other bytes than the manifest says.`);
  }
  const [added] = missing;
  if (added !== undefined) throw refused('manifest-mismatch', `The entry ${shown(added)} is not in the manifest.`);
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
