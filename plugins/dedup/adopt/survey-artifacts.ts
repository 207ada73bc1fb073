import { join } from 'node:path';
import type { Findings } from './findings.js';
import type { Ground } from './ground.js';
import { foldersAmong, foldersIn, lookInto } from './look-into.js';
import { isPlainPath } from './plain-path.js';
import { readDocument } from './read-document.js';
import { deletionMark, versionIndex, versionManifest, versionMetadata, type VersionIndex, type VersionManifest, type VersionMetadata } from './shapes.js';

/** A file that a manifest names; `place` is where it should lie, relative to the root. */
export interface FoundFile {
  readonly path: string;
  readonly place: string;
  readonly digest: string;
  readonly size: number;
  readonly modified_at: number | null;
}

export interface FoundVersion {
  readonly version: number;
  /** Relative to the root. */
  readonly folder: string;
  readonly entry: VersionIndex['versions'][number] | undefined;
  readonly metadata: VersionMetadata | undefined;
  readonly references: VersionManifest['references'];
  readonly files: readonly FoundFile[];
  /** The manifest is there, but the disk or its rights refuse: what it said before still counts. */
  readonly isManifestUnread: boolean;
  /** Unix seconds of the marker `.deleted`; null without one. */
  readonly deleted_at: number | null;
  readonly damage: readonly string[];
}

export interface FoundArtifact {
  readonly type: string;
  readonly name: string;
  readonly index: VersionIndex;
  /** The index is there, but the disk or its rights refuse: what it said before still counts. */
  readonly isIndexUnread: boolean;
  readonly versions: readonly FoundVersion[];
}

/** Reads the documents of every artifact below `artifacts/`: versions are the union of index and folders (DISK-55). */
export async function* surveyArtifacts(ground: Ground): AsyncGenerator<FoundArtifact> {
  for (const type of await foldersIn(ground, 'artifacts')) {
    for (const name of await foldersIn(ground, `artifacts/${type}`)) {
      const found = await surveyArtifact(ground, type, name);
      if (found !== undefined) yield found;
    }
  }
}

async function surveyArtifact(ground: Ground, type: string, name: string): Promise<FoundArtifact | undefined> {
  const { root, clock, findings } = ground;
  const folder = `artifacts/${type}/${name}`;
  const entries = await lookInto(ground, folder);
  if (entries === undefined) return undefined;
  const onDisk = foldersAmong(entries).flatMap((part) => (/^v[1-9]\d{0,8}$/.test(part) ? [Number(part.slice(1))] : []));
  const document = await readDocument(join(root, folder, 'versions.json'), clock);
  if (document.state === 'missing' && onDisk.length === 0) return undefined;
  const index = versionIndex.safeParse(document.state === 'ok' ? document.value : {});
  if (document.state !== 'ok' || !index.success) findings.add({ severity: 'odd', code: 'artifact-index-unreadable', path: `${folder}/versions.json`, message: `The index of ${type}/${name} cannot be read: ${document.state === 'ok' ? 'it is no index' : document.message}.`, hint: 'The versions were found by their folders; aliases are unknown.' });
  const known = index.success ? index.data : versionIndex.parse({});
  const numbers = [...new Set([...known.versions.map(({ version }) => version), ...onDisk])].sort((one, other) => one - other);
  const versions: FoundVersion[] = [];
  for (const version of numbers) versions.push(await surveyVersion(ground, { folder: `${folder}/v${version}`, version, entry: known.versions.findLast((entry) => entry.version === version), isThere: onDisk.includes(version) }));
  return { type, name, index: known, isIndexUnread: document.state === 'unreadable', versions };
}

interface Sought {
  readonly folder: string;
  readonly version: number;
  readonly entry: FoundVersion['entry'];
  readonly isThere: boolean;
}

async function surveyVersion(ground: Ground, { folder, version, entry, isThere }: Sought): Promise<FoundVersion> {
  const { root, clock, findings } = ground;
  const bare = { version, folder, entry, references: [], files: [], isManifestUnread: false, deleted_at: null };
  if (!isThere) {
    findings.add({ severity: 'lost', code: 'version-without-folder', path: folder, message: `The index lists ${folder}, but the folder is gone.`, hint: 'The version stays listed without files.' });
    return { ...bare, metadata: undefined, damage: ['the folder is gone'] };
  }
  if (entry === undefined) findings.add({ severity: 'odd', code: 'version-not-in-index', path: folder, message: `The folder ${folder} is in no index.`, hint: 'It was taken in: a crash leaves such versions.' });
  const damage: string[] = [];
  const metadata = await readMetadata(ground, folder, damage);
  const manifest = await readManifest(ground, folder, { expected: metadata?.manifest_digest ?? null, damage });
  return { ...bare, metadata, damage, deleted_at: await deletionOf(join(root, folder, '.deleted'), clock), isManifestUnread: manifest === 'unread', ...listed(folder, manifest === 'unread' ? undefined : manifest, damage, findings) };
}

async function readMetadata({ root, clock, findings }: Ground, folder: string, damage: string[]): Promise<VersionMetadata | undefined> {
  const document = await readDocument(join(root, folder, 'metadata.json'), clock);
  const parsed = document.state === 'ok' ? versionMetadata.safeParse(document.value) : undefined;
  if (parsed?.success === true) return parsed.data;
  const reason = document.state === 'ok' ? 'it has another shape' : document.message;
  damage.push(`metadata.json: ${reason}`);
  findings.add({ severity: 'odd', code: 'artifact-metadata-unreadable', path: `${folder}/metadata.json`, message: `What is said of ${folder} cannot be read: ${reason}.`, hint: 'The version was taken in with what its index says.' });
  return undefined;
}

async function readManifest({ root, clock, findings }: Ground, folder: string, { expected, damage }: { readonly expected: string | null; readonly damage: string[] }): Promise<VersionManifest | 'unread' | undefined> {
  const path = `${folder}/manifest.json`;
  const document = await readDocument(join(root, path), clock);
  const parsed = document.state === 'ok' ? versionManifest.safeParse(document.value) : undefined;
  if (document.state === 'ok' && expected !== null && document.digest !== expected) {
    damage.push('manifest.json is not the one that metadata.json names');
    findings.add({ severity: 'odd', code: 'manifest-digest-differs', path, message: `${path} is not the file that metadata.json names by its digest.`, hint: 'Each file was checked against the manifest that is there.' });
  }
  if (parsed?.success === true) return parsed.data;
  const reason = document.state === 'ok' ? 'it has another shape' : document.message;
  damage.push(`manifest.json: ${reason}`);
  findings.add({ severity: 'lost', code: 'manifest-unreadable', path, message: `Which files ${folder} holds is unknown: ${reason}.`, hint: 'The files themselves were left as they are.' });
  return document.state === 'unreadable' ? 'unread' : undefined;
}

function listed(folder: string, manifest: VersionManifest | undefined, damage: string[], findings: Findings): Pick<FoundVersion, 'references' | 'files'> {
  return { references: manifest?.references ?? [], files: filesOf(folder, manifest, damage, findings) };
}

function filesOf(folder: string, manifest: VersionManifest | undefined, damage: string[], findings: Findings): FoundFile[] {
  const seen = new Set<string>();
  return (manifest?.files ?? []).flatMap(({ path: written, ...file }) => {
    const path = written.replaceAll('\\', '/');
    if (isPlainPath(path) && !seen.has(path)) {
      seen.add(path);
      return [{ ...file, path, place: `${folder}/files/${path}` }];
    }
    damage.push(`the manifest names ${JSON.stringify(written)}`);
    findings.add({ severity: 'lost', code: 'path-refused', path: `${folder}/manifest.json`, message: `The manifest names ${JSON.stringify(written).slice(0, 300)}, which is ${seen.has(path) ? 'there twice' : 'no plain path'}.`, hint: 'This entry was left out.' });
    return [];
  });
}

async function deletionOf(path: string, clock: Ground['clock']): Promise<number | null> {
  const document = await readDocument(path, clock);
  if (document.state === 'missing') return null;
  const parsed = document.state === 'ok' ? deletionMark.safeParse(document.value) : undefined;
  return parsed?.data?.deleted_at ?? 0;
}
