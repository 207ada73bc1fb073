import type { FileHandle } from 'node:fs/promises';
import { archiveManifestName } from '../../../schemas/dedup-archives.js';
import type { ArchiveEntry } from '../archive-io/archive-entry.js';
import type { ArchiveLimits } from '../archive-io/limits.js';
import { archiveEntries } from '../archive-io/read-archive.js';
import { refused } from '../archive-io/refusal.js';
import type { Telling } from '../task.js';
import { StagedBodies, type StagedBody } from './staged-bodies.js';
import type { Watchdog } from './watchdog.js';

export interface StagedFile {
  readonly body: StagedBody;
  readonly isExecutable: boolean;
}

/** What an archive holds, every byte of it in staging. */
export interface StagedArchive {
  readonly files: ReadonlyMap<string, StagedFile>;
  readonly folders: readonly string[];
  readonly manifest: Buffer | undefined;
  readonly bodies: StagedBodies;
}

export interface Staging {
  readonly limits: ArchiveLimits;
  /** An empty folder of ours. */
  readonly folder: string;
  readonly watchdog: Watchdog;
  readonly did: Telling['did'];
}

const manifestBytes = 64 * 2 ** 20;

/** Reads an archive to its end into staging, entry by entry; nothing is written elsewhere. */
export async function stageArchive(file: FileHandle, size: number, { limits, folder, watchdog, did }: Staging): Promise<StagedArchive> {
  const [files, folders, bodies] = [new Map<string, StagedFile>(), new Array<string>(), new StagedBodies(folder)];
  let manifest: Buffer | undefined;
  try {
    for await (const entry of archiveEntries(file, size, limits)) {
      watchdog.progress();
      if (entry.kind === 'folder') folders.push(entry.name);
      else if (entry.name === archiveManifestName) manifest = await wholeManifest(entry);
      else {
        const body = await bodies.add(entry.size, entry.bytes, (bytes) => {
          watchdog.progress();
          did(0, bytes);
        });
        files.set(entry.name, { body, isExecutable: entry.isExecutable });
        did(1, 0);
      }
    }
    return { files, folders, manifest, bodies };
  } catch (failure) {
    await bodies.close();
    throw failure;
  }
}

async function wholeManifest({ size, bytes }: ArchiveEntry): Promise<Buffer> {
  if (size > manifestBytes) throw refused('limit', `The manifest of the archive has ${size} bytes; at most ${manifestBytes} are read.`);
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}
