import { z } from 'zod';
import { Parts, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore, type ArtifactDetail, type ArtifactRef } from '../../../schemas/contracts/artifact-store.js';
import type { ArchiveEntry } from '../download/archive-entry.js';
import { tarArchive } from '../download/tar-archive.js';
import { zipArchive } from '../download/zip-archive.js';
import { Artifacts, Blobs } from '../tokens.js';
import { disposition } from '../read/disposition.js';
import { refOf, route, versionParams } from './route.js';

const types = { zip: 'application/zip', tar: 'application/x-tar' } as const;

/** All files of a version as one file, by stream: its length is told, and wrong bytes break it off (POOL-06). */
export function versionArchiveRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/artifacts/:type/:name/:version/archive',
    summary: 'All files of a version as one ZIP or tar file',
    right: 'read',
    deadlineSeconds: 0,
    params: versionParams,
    query: z.strictObject({ format: z.enum(['zip', 'tar']).default('zip') }),
    offers: Object.values(types),
    handle: async ({ params, query: { format } }) => {
      const ref = await refOf(scope, params);
      const detail = await scope.get(ArtifactStore).detail(ref);
      const entries = detail.files.map((file) => entryOf(scope, ref, detail, file));
      const { size, open } = format === 'zip' ? await zipArchive(entries) : tarArchive(entries);
      // compressed on its way it would have no length
      const headers = { 'Cache-Control': 'no-store, no-transform', 'Content-Length': String(size), 'Content-Disposition': disposition(`${detail.name}-v${detail.version}.${format}`), 'Content-Security-Policy': "sandbox; default-src 'none'" };
      return new Parts(types[format], open, headers);
    },
  });
}

function entryOf(scope: Scope, ref: ArtifactRef, { created_at }: ArtifactDetail, { path, digest, size, modified_at }: ArtifactDetail['files'][number]): ArchiveEntry {
  return {
    path, size,
    modified_at: modified_at ?? created_at ?? 0,
    read: async function* (signal) {
      const { place } = await scope.get(Artifacts).file(ref, path);
      yield* scope.get(Blobs).read({ digest, size, range: undefined }, place, signal);
    },
  };
}
