import { Parts, type Conditions } from '../../../daemon/api/route.js';
import type { BlobReader } from './blob-reader.js';
import { rangeOf } from './byte-range.js';
import { disposition } from './disposition.js';

/** Bytes that are asked for, with the name under which a browser would save them. */
export interface NamedBlob {
  readonly digest: string;
  readonly size: number;
  /** A file of the user that is read before others; null: any will do. */
  readonly place: string | null;
  readonly name: string;
}

const type = 'application/octet-stream';
const none: Conditions = { range: undefined, ifRange: undefined, ifNoneMatch: undefined };

/** The answer with the bytes of a digest, by stream: `ETag` is the digest, ranges resume, and wrong bytes never leave as whole ones (POOL-06). */
export function sendBlob(blobs: BlobReader, { digest, size, place, name }: NamedBlob, { range: asked, ifRange, ifNoneMatch }: Conditions = none): Parts {
  const etag = `"${digest}"`;
  // compressed on its way it would have neither a length nor ranges
  const about = { 'Cache-Control': 'no-store, no-transform', ETag: etag, 'Accept-Ranges': 'bytes', 'Content-Disposition': disposition(name), 'Content-Security-Policy': "sandbox; default-src 'none'" };
  if (ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') === true) return new Parts(type, empty, about, 304);
  const range = ifRange === undefined || ifRange.trim() === etag ? rangeOf(asked, size) : undefined;
  if (range === null) return new Parts(type, empty, { ...about, 'Content-Range': `bytes */${size}` }, 416);
  const length = range === undefined ? size : range.end - range.start + 1;
  const headers = { ...about, 'Content-Length': String(length), ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }) };
  return new Parts(type, (signal) => blobs.read({ digest, size, range }, place, signal), headers, range && 206);
}

async function* empty(): AsyncGenerator<Uint8Array> {
  // nothing leaves
}
