import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ArtifactDetail } from '../../../schemas/contracts/artifact-store.js';
import { parseTolerantJson } from '../adopt/tolerant-json.js';
import { versionManifest, versionMetadata, type VersionManifest, type VersionMetadata } from '../adopt/shapes.js';
import { refused, shown } from '../archive-io/refusal.js';
import type { ArchivedVersion } from './archive-units.js';
import type { StagedArchive, StagedFile } from './stage-archive.js';

/** A version with the documents that describe it, and the staged bytes of its files. */
export interface DocumentedVersion extends Pick<ArchivedVersion, 'type' | 'name' | 'version' | 'folder'> {
  readonly metadata: VersionMetadata;
  readonly manifest: VersionManifest;
  readonly manifestDigest: string;
  readonly aliases: readonly string[];
  readonly bytes: ReadonlyMap<string, StagedFile>;
}

const named = z.object({ aliases: z.array(z.string()).catch([]) });
const documentBytes = 64 * 2 ** 20;

/** Reads the documents of a version; each file that its manifest lists must be there with these bytes, and no other. */
export async function documentsOf(archive: StagedArchive, { type, name, version, folder, files }: ArchivedVersion): Promise<DocumentedVersion> {
  const text = await documentIn(archive, `${folder}/manifest.json`);
  const document = parsed(await documentIn(archive, `${folder}/metadata.json`));
  const metadata = versionMetadata.safeParse(document);
  const manifest = versionManifest.safeParse(parsed(text));
  if (!metadata.success || !manifest.success) throw refused('manifest-mismatch', `The documents of ${shown(folder)} have another shape.`);
  const bytes = new Map<string, StagedFile>();
  for (const { path, size, digest } of manifest.data.files) {
    const file = archive.files.get(`${folder}/files/${path}`);
    if (file?.body.sha256 !== digest || file.body.size !== size) throw refused('manifest-mismatch', `The file ${shown(path)} of ${shown(folder)} is not the one that its manifest lists.`);
    bytes.set(path, file);
  }
  if (bytes.size !== files.length - 2) throw refused('manifest-mismatch', `${shown(folder)} holds files that its manifest does not list, or lists one twice.`);
  return { type, name, version, folder, metadata: metadata.data, manifest: manifest.data, manifestDigest: createHash('sha256').update(text).digest('hex'), aliases: named.parse(document).aliases, bytes };
}

/** The documents of a version as an archive carries them; Runicorn reads them too. */
export function documentsFor(detail: ArtifactDetail): { readonly metadata: Buffer; readonly manifest: Buffer } {
  const { name, type, version, status, size_bytes, num_files, num_references, aliases, created_at, updated_at, created_by_run, created_by_user, metadata, description, tags, parents } = detail;
  const files = detail.files.map(({ path, digest, size, modified_at }) => ({ path, size, digest: `sha256:${digest}`, modified_at }));
  const manifest = bytesOf({ files, references: detail.references });
  const said = { name, type, version, status, size_bytes, num_files, num_references, aliases, created_at, updated_at, created_by_run, created_by_user, metadata, description, tags };
  return { manifest, metadata: bytesOf({ ...detail.extra, ...said, parent_artifacts: parents, manifest_digest: createHash('sha256').update(manifest).digest('hex') }) };
}

async function documentIn({ files, bodies }: StagedArchive, path: string): Promise<Buffer> {
  const body = files.get(path)?.body;
  if (body === undefined) throw refused('manifest-mismatch', `The archive lacks ${shown(path)}.`);
  if (body.size > documentBytes) throw refused('limit', `${shown(path)} has ${body.size} bytes; at most ${documentBytes} are read.`);
  return bodies.read(body, body.size);
}

function parsed(bytes: Buffer): unknown {
  try {
    return parseTolerantJson(bytes.toString());
  } catch {
    return undefined;
  }
}

function bytesOf(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}
