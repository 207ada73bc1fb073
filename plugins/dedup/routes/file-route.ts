import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { sendBlob } from '../read/send-blob.js';
import { Artifacts, Blobs } from '../tokens.js';
import { refOf, route, versionParams } from './route.js';

/** Bytes of a file of a version, by stream: `ETag` is their SHA-256, ranges resume, and wrong bytes never leave as whole ones (POOL-06). */
export function fileRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/artifacts/:type/:name/:version/file',
    summary: 'A file of a version: ranges, and its SHA-256 as ETag',
    right: 'read',
    deadlineSeconds: 0,
    params: versionParams,
    query: z.strictObject({ path: z.string().min(1).max(1024) }),
    offers: ['application/octet-stream'],
    handle: async ({ params, query, conditions }) => {
      const { path, ...blob } = await scope.get(Artifacts).file(await refOf(scope, params), query.path);
      return sendBlob(scope.get(Blobs), { ...blob, name: path.split('/').at(-1) ?? 'file' }, conditions);
    },
  });
}
