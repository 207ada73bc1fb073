import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Ground } from './ground.js';
import { filesBelow, foldersIn, lookInto } from './look-into.js';
import type { Payload } from './payload.js';
import { readDocument } from './read-document.js';
import { archiveManifest, type ArchiveManifest } from './shapes.js';

/** A folder that was saved file by file. */
export interface FoundCollection {
  readonly path: string;
  readonly category: string;
  readonly manifest: ArchiveManifest;
  /** The file is called as its content is. */
  readonly isNamedRight: boolean;
  readonly isFingerprintRight: boolean;
}

/** An entry of `archive/outputs/rolling`. */
export interface FoundOutput {
  readonly path: string;
  readonly run_id: string;
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly is_complete: boolean;
  /** Relative to the root. */
  readonly files: readonly string[];
}

/** Files named by their SHA-256 in folders of its first two digits: Runicorn's pool, or the blobs of its archive. */
export async function surveyBlobs(ground: Ground, folder: string): Promise<Payload[]> {
  const payloads: Payload[] = [];
  for (const shard of (await namesIn(ground, folder)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of await namesIn(ground, `${folder}/${shard}`)) {
      if (/^[0-9a-f]{64}$/.test(name) && name.startsWith(shard)) payloads.push({ path: `${folder}/${shard}/${name}`, digest: name, size: null });
    }
  }
  return payloads;
}

/** Manifests with their fingerprints computed anew (DISK-59). */
export async function surveyCollections(ground: Ground): Promise<FoundCollection[]> {
  const found: FoundCollection[] = [];
  for (const category of await foldersIn(ground, 'archive/manifests')) {
    for (const path of (await filesBelow(ground, `archive/manifests/${category}`)).filter((name) => name.endsWith('.json'))) {
      const collection = await surveyCollection(ground, category, path);
      if (collection !== undefined) found.push(collection);
    }
  }
  return found;
}

/** Outputs that a run archived while it went on. */
export async function surveyOutputs(ground: Ground): Promise<FoundOutput[]> {
  const home = 'archive/outputs/rolling';
  const found: FoundOutput[] = [];
  for (const run of await foldersIn(ground, home)) {
    for (const entry of (await lookInto(ground, `${home}/${run}`)) ?? []) {
      const path = `${home}/${run}/${entry.name}`;
      const about = { path, run_id: run, name: entry.name.replace(/^[0-9a-f]{40}_/, '') };
      if (entry.isFile()) found.push({ ...about, kind: 'file', is_complete: true, files: [path] });
      if (!entry.isDirectory()) continue;
      const files = await filesBelow(ground, path);
      found.push({ ...about, kind: 'folder', is_complete: files.includes(`${path}/.complete`), files: files.filter((name) => name !== `${path}/.complete`) });
    }
  }
  return found;
}

async function surveyCollection({ root, clock, findings }: Ground, category: string, path: string): Promise<FoundCollection | undefined> {
  const document = await readDocument(join(root, path), clock);
  const parsed = document.state === 'ok' ? archiveManifest.safeParse(document.value) : undefined;
  if (parsed?.success !== true) {
    findings.add({ severity: 'lost', code: 'archive-manifest-unreadable', path, message: `${path} cannot be read: ${document.state === 'ok' ? 'it has another shape' : document.message}.`, hint: 'Its blobs were taken in without their names.' });
    return undefined;
  }
  const manifest = parsed.data;
  const isFingerprintRight = fingerprintOf(manifest) === manifest.fingerprint;
  const isNamedRight = path.endsWith(`/${manifest.fingerprint.slice(0, 2)}/${manifest.fingerprint}.json`);
  if (!isFingerprintRight || !isNamedRight) findings.add({ severity: 'odd', code: 'archive-fingerprint-differs', path, message: `${path} lists other files than its fingerprint says.`, hint: 'It was changed after it was written; it was taken in as it is.' });
  return { path, category, manifest, isNamedRight, isFingerprintRight };
}

/** SHA-256 over `rel NUL sha256 NUL` of each file in the order of its name, by code points as Python sorts. */
function fingerprintOf({ files }: ArchiveManifest): string {
  const hash = createHash('sha256');
  const sorted = Object.entries(files).map(([rel, { sha256 }]) => ({ rel: Buffer.from(rel), sha256 })).sort((one, other) => Buffer.compare(one.rel, other.rel));
  for (const { rel, sha256 } of sorted) hash.update(rel).update('\0').update(sha256).update('\0');
  return hash.digest('hex');
}

async function namesIn(ground: Ground, path: string): Promise<string[]> {
  return ((await lookInto(ground, path)) ?? []).map(({ name }) => name);
}
