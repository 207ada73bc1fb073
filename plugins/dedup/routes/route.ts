import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import type { ArtifactRef } from '../../../schemas/contracts/artifact-store.js';
import { Artifacts } from '../tokens.js';

/** A route with its types drawn from its schemas. */
export function route<Params, Query, Body>(one: Route<Params, Query, Body>): Route {
  return one;
}

const word = z.string().min(1).max(1024);

/** The parameters of every route of one artifact. */
export const artifactParams = z.strictObject({ type: word, name: word });

/** The parameters of every route of one version; `version` is a number or an alias. */
export const versionParams = artifactParams.extend({ version: word });

/** The version that the parameters name. */
export async function refOf(scope: Scope, { type, name, version }: z.infer<typeof versionParams>): Promise<ArtifactRef> {
  return { type, name, version: await scope.get(Artifacts).numberOf({ type, name }, version) };
}
