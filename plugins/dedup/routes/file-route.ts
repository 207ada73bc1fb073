import { z } from 'zod';
import { Parts, type Conditions, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { rangeOf } from '../read/byte-range.js';
import { Artifacts, Blobs } from '../tokens.js';
import { disposition } from './disposition.js';
import { refOf, route, versionParams } from './route.js';

const type = 'application/octet-stream';
const none: Conditions = { range: undefined, ifRange: undefined, ifNoneMatch: undefined };

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
    offers: [type],
    handle: async ({ params, query, conditions = none }) => answer(scope, await scope.get(Artifacts).file(await refOf(scope, params), query.path), conditions),
  });
}

interface AskedFile {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly place: string | null;
}

function answer(scope: Scope, { path, digest, size, place }: AskedFile, { range: asked, ifRange, ifNoneMatch }: Conditions): Parts {
  const etag = `"${digest}"`;
  // compressed on its way it would have neither a length nor ranges
  const about = { 'Cache-Control': 'no-store, no-transform', ETag: etag, 'Accept-Ranges': 'bytes', 'Content-Disposition': disposition(path.split('/').at(-1) ?? 'file'), 'Content-Security-Policy': "sandbox; default-src 'none'" };
  if (ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') === true) return new Parts(type, empty, about, 304);
  const range = ifRange === undefined || ifRange.trim() === etag ? rangeOf(asked, size) : undefined;
  if (range === null) return new Parts(type, empty, { ...about, 'Content-Range': `bytes */${size}` }, 416);
  const length = range === undefined ? size : range.end - range.start + 1;
  const headers = { ...about, 'Content-Length': String(length), ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }) };
  return new Parts(type, (signal) => scope.get(Blobs).read({ digest, size, range }, place, signal), headers, range && 206);
}

async function* empty(): AsyncGenerator<Uint8Array> {
  // nothing leaves
}
