import { z } from 'zod';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore, type ArtifactRef } from '../../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { flag, legacyRoute, runParam } from '../route.js';
import { shownRun } from '../runs/find-run.js';
import { chosenType } from './chosen-type.js';
import { detailItem, fileList, statsItem, summaryItem, versionItem } from './artifact-shapes.js';
import { lineageOf } from './lineage.js';
import { runArtifacts } from './run-artifacts.js';

const stages = ['experimental', 'staging', 'production', 'archived'];
const typed = z.object({ type: z.string().min(1).max(300).optional() });
const nameParam = z.object({ name: z.string().min(1).max(300) });
const versionParam = nameParam.extend({ version: z.coerce.number().int().min(1).max(1_000_000_000) });
const lineageQuery = typed.extend({ max_depth: z.coerce.number().int().min(0).max(20).default(3) });
const removeQuery = typed.extend({ permanent: flag });

/** Artifacts of 0.4 and 0.5. Where several types use a name, `type` says which; without it the one counts that the legacy viewer found first. */
export function artifactRoutes(scope: Scope): Route[] {
  const store = (): ArtifactStore => scope.get(ArtifactStore);
  const typeOf = async (name: string, { type }: z.infer<typeof typed>): Promise<{ readonly type?: string }> => withType({ type: type ?? (await chosenType(store(), name)) });
  const refOf = async (params: z.infer<typeof versionParam>, query: z.infer<typeof typed>): Promise<ArtifactRef> => ({ ...params, ...(await typeOf(params.name, query)) });
  const detail = async (params: z.infer<typeof versionParam>, query: z.infer<typeof typed>) => store().detail(await refOf(params, query));
  return [
    legacyRoute({ method: 'GET', path: '/artifacts', summary: 'Legacy: artifacts, of one type when asked for', right: 'read', query: typed, handle: async ({ query }) => Promise.all((await store().list(withType(query))).map((one) => summaryItem(store(), one))) }),
    legacyRoute({ method: 'GET', path: '/artifacts/stats', summary: 'Legacy: what artifacts hold and what sharing bytes saved', right: 'read', handle: async () => statsItem(await store().stats()) }),
    legacyRoute({ method: 'GET', path: '/artifacts/:name/versions', summary: 'Legacy: versions of an artifact', right: 'read', params: nameParam, query: typed, handle: async ({ params, query }) => (await store().versions({ name: params.name, ...(await typeOf(params.name, query)) })).map(versionItem) }),
    legacyRoute({ method: 'GET', path: '/artifacts/:name/v:version', summary: 'Legacy: one version with metadata and manifest', right: 'read', params: versionParam, query: typed, handle: async ({ params, query }) => detailItem(await detail(params, query)) }),
    legacyRoute({ method: 'GET', path: '/artifacts/:name/v:version/files', summary: 'Legacy: files of a version', right: 'read', params: versionParam, query: typed, handle: async ({ params, query }) => fileList(scope.get(Root).path, await detail(params, query)) }),
    legacyRoute({ method: 'GET', path: '/artifacts/:name/v:version/lineage', summary: 'Legacy: where a version came from', right: 'read', params: versionParam, query: lineageQuery, handle: async ({ params, query }) => lineageOf(store(), scope.get(ExperimentCatalog), await refOf(params, query), query.max_depth) }),
    legacyRoute({ method: 'POST', path: '/artifacts/:name/v:version/promote', summary: 'Legacy: stages of a version, which this daemon does not keep', right: 'write', params: versionParam, body: z.object({ to_stage: z.string().max(100), notes: z.string().max(65_536).nullish() }), handle: async ({ body }) => notPromoted(body.to_stage) }),
    legacyRoute({ method: 'POST', path: '/artifacts/:name/v:version/evaluate', summary: 'Legacy: evaluations of a version, which this daemon does not take', right: 'write', params: versionParam, body: z.object({}), handle: async () => { throw notOffered('Evaluations of artifacts are not available', 'Log them as metrics of a run.'); } }),
    legacyRoute({ method: 'DELETE', path: '/artifacts/:name/v:version', summary: 'Legacy: put a version into the recycle bin; no file is touched', right: 'write', params: versionParam, query: removeQuery, handle: async ({ params, query }) => {
      if (query.permanent) throw notOffered('Permanent deletion of artifacts is not available', 'Without permanent=true the version goes to the recycle bin.');
      await store().remove(await refOf(params, query), 'user_deleted');
      return { success: true, message: `Soft deleted ${params.name}:v${params.version} locally` };
    } }),
    legacyRoute({ method: 'GET', path: '/runs/:id/artifacts', summary: 'Legacy: artifacts that a run made and used', right: 'read', params: runParam, handle: async ({ params }) => runArtifacts(store(), scope.get(ExperimentCatalog), await shownRun(scope.get(ExperimentCatalog), params.id)) }),
  ];
}

function withType({ type }: z.infer<typeof typed>): { readonly type?: string } {
  return type === undefined ? {} : { type };
}

function notPromoted(stage: string): never {
  if (!stages.includes(stage)) throw new RunkeepError('bad-request', 'bad-stage', `Invalid target stage: ${stage}. Must be one of ['${stages.join("', '")}']`, 'Name one of them.');
  throw notOffered('Stages of artifacts are not available', 'A version is immutable; mark the run that made it with a tag.');
}

function notOffered(sentence: string, hint: string): RunkeepError {
  return new RunkeepError('not-offered', 'not-offered', sentence, hint);
}
