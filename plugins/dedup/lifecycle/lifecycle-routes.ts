import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import { artifactEvaluation, artifactLifecycle, evaluationRequest, promotionRequest, stageTransition } from '../../../schemas/dedup-lifecycle.js';
import { refOf, route, versionParams as params } from '../routes/route.js';

const ofVersion = '/artifacts/:type/:name/:version';

/** Stages and evaluations of versions. */
export function lifecycleRoutes(scope: Scope): Route[] {
  const store = (): ArtifactStore => scope.get(ArtifactStore);
  return [
    route({ method: 'GET', path: `${ofVersion}/lifecycle`, summary: 'Stage, transitions and evaluations of a version', right: 'read', params, answer: artifactLifecycle, handle: async (asked) => (await store().detail(await refOf(scope, asked.params))).lifecycle }),
    route({ method: 'POST', path: `${ofVersion}/promote`, summary: 'Give a version another stage; no file is touched', right: 'write', params, body: promotionRequest, answer: stageTransition, handle: async (asked) => store().promote(await refOf(scope, asked.params), asked.body) }),
    route({ method: 'POST', path: `${ofVersion}/evaluate`, summary: 'Note what was measured of a version; no file is touched', right: 'write', params, body: evaluationRequest, answer: artifactEvaluation, handle: async (asked) => store().evaluate(await refOf(scope, asked.params), asked.body) }),
  ];
}
