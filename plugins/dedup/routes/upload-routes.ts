import { z } from 'zod';
import { Bytes, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { announcedBlob, sha256Hex, uploadState, type UploadState } from '../../../schemas/dedup-uploads.js';
import { Uploads } from '../tokens.js';
import { Refusals } from '../uploads/refusals.js';
import { route } from './route.js';

const params = z.strictObject({ digest: sha256Hex });
const query = z.strictObject({ offset: z.coerce.number().int().min(0).describe('where the bytes begin: the offset that is durable') });

/** Uploads that outlive a broken connection, and a crash of either side. */
export function uploadRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'POST', path: '/uploads', summary: 'Begin an upload, or find how far it came', right: 'write', body: announcedBlob, answer: uploadState, handle: async ({ body }) => told(await scope.get(Uploads).begin(body)) }),
    route({ method: 'GET', path: '/uploads/:digest', summary: 'How far an upload came; HEAD tells it as Upload-Offset', right: 'read', params, answer: uploadState, handle: async ({ params: { digest } }) => told(await scope.get(Uploads).state(digest)) }),
    route({
      method: 'PATCH', path: '/uploads/:digest', summary: 'Bring bytes from the durable offset on; with the last ones the blob is stored', right: 'write', deadlineSeconds: 0, params, query, takes: 'application/octet-stream', answer: uploadState,
      handle: async ({ params: { digest }, query: { offset }, bytes }) => {
        if (bytes === undefined) throw Refusals.noLength();
        return told(await scope.get(Uploads).append(digest, offset, bytes));
      },
    }),
    route({ method: 'DELETE', path: '/uploads/:digest', summary: 'Give an upload up', right: 'write', params, handle: async ({ params: { digest } }) => scope.get(Uploads).cancel(digest) }),
  ];
}

function told(state: UploadState): Bytes {
  return new Bytes('application/json; charset=utf-8', Buffer.from(JSON.stringify(state)), { 'Upload-Offset': String(state.offset) });
}
