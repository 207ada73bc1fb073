import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { knownAnswer, knownQuestion, sha256Hex, uploadState } from '../../../schemas/dedup-uploads.js';
import { sendBlob } from '../read/send-blob.js';
import { Blobs, Uploads } from '../tokens.js';
import { Refusals } from '../uploads/refusals.js';
import { route } from './route.js';

const params = z.strictObject({ digest: sha256Hex });
/** Longer files are brought by an upload that can be resumed. */
const mostAtOnce = 64 * 2 ** 20;

/** Bytes by their digest: which are here, in, and out. */
export function blobRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'POST', path: '/blobs/known', summary: 'Which of these blobs are missing here', right: 'read', body: knownQuestion, answer: knownAnswer, handle: async ({ body }) => ({ missing: await scope.get(Uploads).missing(body.blobs) }) }),
    route({ method: 'GET', path: '/blobs/:digest', summary: 'The bytes of a digest: ranges, and the digest as ETag', right: 'read', deadlineSeconds: 0, params, offers: ['application/octet-stream'], handle: async ({ params: { digest }, conditions }) => sendBlob(scope.get(Blobs), { digest, size: await scope.get(Blobs).sizeOf(digest), place: null, name: digest }, conditions) }),
    route({
      method: 'PUT', path: '/blobs/:digest', summary: 'Bring the bytes of a small file in one request', right: 'write', deadlineSeconds: 0, params, takes: 'application/octet-stream', bodyBytes: mostAtOnce, answer: uploadState,
      handle: async ({ params: { digest }, bytes }) => {
        if (bytes?.length === undefined) throw Refusals.noLength();
        return scope.get(Uploads).bring({ digest, size: bytes.length }, bytes);
      },
    }),
  ];
}
