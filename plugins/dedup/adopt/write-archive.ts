import type { Knex } from 'knex';
import type { Verdict } from './payload.js';
import { slices } from './slices.js';
import type { FoundCollection, FoundOutput } from './survey-archive.js';

const insertRows = 100;

/** Where the archive keeps the bytes of a digest. */
export function blobPath(digest: string): string {
  return `archive/blobs/${digest.slice(0, 2)}/${digest}`;
}

/** Names of a collection whose blobs are gone or damaged (DISK-59). */
export function missingParts({ manifest }: FoundCollection, verdicts: ReadonlyMap<string, Verdict>): string[] {
  return Object.entries(manifest.files).flatMap(([path, { sha256 }]) => (verdicts.get(blobPath(sha256))?.state === 'ok' ? [] : [path]));
}

/** Rows of a collection and its files. */
export async function writeCollection(transaction: Knex.Transaction, found: FoundCollection, missing: readonly string[]): Promise<void> {
  const { path, category, manifest, isNamedRight, isFingerprintRight } = found;
  const files = Object.entries(manifest.files);
  await transaction('dedup_collections').insert({
    path, category,
    fingerprint: manifest.fingerprint,
    source_path: manifest.source_path,
    created_at: manifest.created_at,
    file_count: files.length,
    size_bytes: files.reduce((sum, [, { size_bytes: bytes }]) => sum + bytes, 0),
    name_ok: isNamedRight,
    fingerprint_ok: isFingerprintRight,
    missing: JSON.stringify(missing),
  }).onConflict('path').merge();
  await transaction('dedup_collection_files').where({ collection_path: path }).delete();
  for (const some of slices(files, insertRows)) {
    await transaction('dedup_blobs').insert(some.map(([, { sha256: digest, size_bytes: size }]) => ({ digest, size }))).onConflict('digest').ignore();
    await transaction('dedup_collection_files').insert(some.map(([name, { sha256: digest, size_bytes: size }]) => ({ collection_path: path, path: name, digest, size })));
  }
}

/** The row of a rolling output. */
export async function writeOutput(transaction: Knex.Transaction, { files, ...found }: FoundOutput, verdicts: ReadonlyMap<string, Verdict>): Promise<void> {
  const sizes = files.map((path) => verdicts.get(path)).map((verdict) => (verdict?.state === 'ok' ? verdict.stamp.size : 0));
  await transaction('dedup_outputs').insert({ ...found, file_count: files.length, size_bytes: sizes.reduce((sum, size) => sum + size, 0) }).onConflict('path').merge();
}
