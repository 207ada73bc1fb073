import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Database } from '../../../daemon/api/database.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore, type ArtifactRef } from '../../../schemas/contracts/artifact-store.js';
import { artifactDetail } from '../../../schemas/dedup.js';
import { aliasAnswer, aliasHistory, aliasRequest, publishedAnswer, versionRequest, wordsRequest, type PublishedAnswer, type VersionRequest } from '../../../schemas/dedup-publish.js';
import { aliasMoves } from '../catalog/alias-moves.js';
import { Drafts, Said, Versions } from '../publish/publish-tokens.js';
import type { Repeatable } from '../publish/publisher.js';
import { Artifacts } from '../tokens.js';
import { artifactParams, refOf, route, versionParams } from './route.js';

const aliasParams = artifactParams.extend({ alias: z.string().min(1).max(200) });
type Aliased = z.infer<typeof aliasParams>;

/** Making versions, and what may change of them afterwards. */
export function versionRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'POST', path: '/artifacts/:type/:name/versions', summary: 'Publish a version; its bytes lie in the pool', right: 'write', deadlineSeconds: 0, bodyBytes: 64 * 2 ** 20, bodyKeys: 500_000, status: 201, params: artifactParams, body: versionRequest, answer: publishedAnswer, handle: ({ params, body }) => publish(scope, params, body) }),
    route({ method: 'PATCH', path: '/artifacts/:type/:name/:version', summary: 'Change tags and description of a version', right: 'write', params: versionParams, body: wordsRequest, answer: artifactDetail, handle: async ({ params, body }) => {
      const ref = await refOf(scope, params);
      await scope.get(Said).describe(ref, { tags: body.tags, description: body.description, user: body.user });
      return scope.get(ArtifactStore).detail(ref);
    } }),
    route({ method: 'PUT', path: '/artifacts/:type/:name/aliases/:alias', summary: 'Let an alias name a version, or none', right: 'write', params: aliasParams, body: aliasRequest, answer: aliasAnswer, handle: async ({ params, body }) => {
      const ref = await anyOf(scope, params);
      const version = body.version === null ? null : (await scope.get(Artifacts).version({ ...ref, version: await scope.get(Artifacts).numberOf(params, body.version) })).version;
      return scope.get(Said).move(ref, { alias: params.alias, version, expected: body.expected, user: body.user });
    } }),
    route({ method: 'GET', path: '/artifacts/:type/:name/aliases', summary: 'Every move of its aliases, newest first', right: 'read', params: artifactParams, answer: aliasHistory, handle: async ({ params }) => ({ moves: await aliasMoves(scope.get(Database), (await scope.get(Artifacts).version(await anyOf(scope, params))).artifact_id) }) }),
  ];
}

async function publish(scope: Scope, { type, name }: z.infer<typeof artifactParams>, body: VersionRequest): Promise<PublishedAnswer> {
  const asked = repeatable(type, name, body);
  // what was answered before is answered again, whatever became of the bytes and parents that it named
  const before = asked === null ? undefined : await scope.get(Versions).answered(asked);
  return before ?? scope.get(Versions).publish(await scope.get(Drafts).draft(type, name, body), asked);
}

function repeatable(type: string, name: string, { idempotency_key: key, ...body }: VersionRequest): Repeatable | null {
  return key === undefined ? null : { key, fingerprint: createHash('sha256').update(JSON.stringify([type, name, body])).digest('hex') };
}

/** Any version of the artifact, by which it is known. */
async function anyOf(scope: Scope, { type, name }: Pick<Aliased, 'type' | 'name'>): Promise<ArtifactRef> {
  const [first] = await scope.get(ArtifactStore).versions({ type, name });
  return { type, name, version: first?.version ?? 0 };
}
