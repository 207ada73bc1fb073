import { z } from 'zod';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import { evaluationRequest, lifecycleStage, promotionRequest } from '../../../schemas/dedup-lifecycle.js';
import { legacyRoute } from '../route.js';
import { typed, versionParam, versionRef } from './version-ref.js';

const promotion = z.object({ ...promotionRequest.shape, to_stage: z.string().max(100) });
/** `model_name`, `model_version` and `evaluation_date` were sent too; the path and the clock say them. */
const evaluation = z.object(evaluationRequest.shape);

/** Stages and evaluations of a version; they are kept by the artifact store, and no file is touched. */
export function lifecycleRoutes(scope: Scope): Route[] {
  const store = (): ArtifactStore => scope.get(ArtifactStore);
  return [
    legacyRoute({ method: 'POST', path: '/artifacts/:name/v:version/promote', summary: 'Legacy: give a version another stage', right: 'write', params: versionParam, query: typed, body: promotion, handle: async ({ params, query, body }) => {
      const wish = { ...body, to_stage: stageOf(body.to_stage) };
      const { from_stage, to_stage } = await store().promote(await versionRef(store(), params, query), wish);
      return { ok: true, artifact: `${params.name}:v${params.version}`, from_stage, to_stage, message: `Successfully promoted to ${to_stage}` };
    } }),
    legacyRoute({ method: 'POST', path: '/artifacts/:name/v:version/evaluate', summary: 'Legacy: note what was measured of a version', right: 'write', params: versionParam, query: typed, body: evaluation, handle: async ({ params, query, body }) => {
      const { id } = await store().evaluate(await versionRef(store(), params, query), body);
      return { ok: true, eval_id: id, message: 'Evaluation recorded successfully' };
    } }),
  ];
}

function stageOf(word: string): z.infer<typeof lifecycleStage> {
  const stage = lifecycleStage.safeParse(word);
  if (stage.success) return stage.data;
  throw new RunkeepError('bad-request', 'bad-stage', `Invalid target stage: ${word}. Must be one of ['${lifecycleStage.options.join("', '")}']`, 'Name one of them.');
}
