import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import { artifactDetail, artifactSummary, artifactVersion } from '../../../schemas/dedup.js';
import { artifactParams, refOf, route, versionParams } from './route.js';

const reason = z.string().max(1000).default('deleted in Runkeep');

/** Artifacts, their versions, and what people say of these. */
export function artifactRoutes(scope: Scope): Route[] {
  const store = (): ArtifactStore => scope.get(ArtifactStore);
  return [
    route({ method: 'GET', path: '/artifacts', summary: 'All artifacts, or those of a type', right: 'read', query: z.strictObject({ type: z.string().max(1024).optional() }), answer: z.object({ artifacts: z.array(artifactSummary) }), handle: async ({ query: { type } }) => ({ artifacts: await store().list(type === undefined ? {} : { type }) }) }),
    route({ method: 'GET', path: '/artifacts/:type/:name', summary: 'The versions of an artifact', right: 'read', params: artifactParams, answer: z.object({ versions: z.array(artifactVersion) }), handle: async ({ params }) => ({ versions: await store().versions(params) }) }),
    route({ method: 'GET', path: '/artifacts/:type/:name/:version', summary: 'A version with its files', right: 'read', params: versionParams, answer: artifactDetail, handle: async ({ params }) => store().detail(await refOf(scope, params)) }),
    route({ method: 'POST', path: '/artifacts/:type/:name/:version/delete', summary: 'Put a version into the recycle bin', right: 'write', params: versionParams, body: z.strictObject({ reason }), handle: async ({ params, body }) => store().remove(await refOf(scope, params), body.reason) }),
    route({ method: 'POST', path: '/artifacts/:type/:name/:version/restore', summary: 'Take a version out of the recycle bin', right: 'write', params: versionParams, handle: async ({ params }) => store().restore(await refOf(scope, params)) }),
  ];
}
