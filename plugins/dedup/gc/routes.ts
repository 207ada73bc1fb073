import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { blobFate, blobPage, collectionAnswer, collectionRequest } from '../../../schemas/dedup-collection.js';
import { route } from '../routes/route.js';
import { Collection, Fates } from './tokens.js';
import { fateOf, fates } from './fate.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex has 64 digits');
const pageQuery = z.strictObject({ after: digest.or(z.literal('')).default(''), limit: z.coerce.number().int().min(1).max(256).default(100) });

/** What goes from the pool, and who keeps the rest. */
export function collectionRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'POST', path: '/gc', summary: 'Take away bytes of the pool that nothing refers to, or say which', right: 'write', deadlineSeconds: 0, body: collectionRequest, answer: collectionAnswer, handle: ({ body, signal }) => scope.get(Collection).run(body.dry_run, signal) }),
    route({ method: 'GET', path: '/blobs', summary: 'The bytes of the pool by digest, each with who keeps it', right: 'read', query: pageQuery, answer: blobPage, handle: ({ query }) => fates(scope.get(Fates), query.after, query.limit) }),
    route({ method: 'GET', path: '/blobs/:digest/keepers', summary: 'Who keeps these bytes, and when they go', right: 'read', params: z.strictObject({ digest }), answer: blobFate, handle: ({ params }) => fateOf(scope.get(Fates), params.digest) }),
  ];
}
