import { z } from 'zod';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { flag, legacyRoute, runParam } from '../route.js';
import { shownRun } from '../runs/find-run.js';
import { detailItem, fileList, statsItem, summaryItem, versionItem } from './artifact-shapes.js';
import { lineageOf } from './lineage.js';
import { runArtifacts } from './run-artifacts.js';
import { nameParam, typed, typeOf, versionParam, versionRef, withType } from './version-ref.js';

const lineageQuery = typed.extend({ max_depth: z.coerce.number().int().min(0).max(20).default(3) });
const removeQuery = typed.extend({ permanent: flag });

/** Artifacts of 0.4 and 0.5. Where several types use a name, `type` says which; without it the one counts that the legacy viewer found first. */
export function artifactRoutes(scope: Scope): Route[] {
  const store = (): ArtifactStore => scope.get(ArtifactStore);
  const detail = async (params: z.infer<typeof versionParam>, query: z.infer<typeof typed>) => store().detail(await versionRef(store(), params, query));
  return [
    legacyRoute({ method: 'GET', path: '/artifacts', summary: 'Legacy: artifacts, of one type when asked for', right: 'read', query: typed, handle: async ({ query }) => Promise.all((await store().list(withType(query))).map((one) => summaryItem(store(), one))) }),
    legacyRoute({ method: 'GET', path: '/artifacts/stats', summary: 'Legacy: what artifacts hold and what sharing bytes saved', right: 'read', handle: async () => statsItem(await store().stats()) }),
    legacyRoute({ method: 'GET', path: '/artifacts/:name/versions', summary: 'Legacy: versions of an artifact', right: 'read', params: nameParam, query: typed, handle: async ({ params, query }) => (await store().versions({ name: params.name, ...(await typeOf(store(), params.name, query)) })).map(versionItem) }),
    legacyRoute({ method: 'GET', path: '/artifacts/:name/v:version', summary: 'Legacy: one version with metadata and manifest', right: 'read', params: versionParam, query: typed, handle: async ({ params, query }) => detailItem(await detail(params, query)) }),
    legacyRoute({ method: 'GET', path: '/artifacts/:name/v:version/files', summary: 'Legacy: files of a version', right: 'read', params: versionParam, query: typed, handle: async ({ params, query }) => fileList(scope.get(Root).path, await detail(params, query)) }),
    legacyRoute({ method: 'GET', path: '/artifacts/:name/v:version/lineage', summary: 'Legacy: where a version came from', right: 'read', params: versionParam, query: lineageQuery, handle: async ({ params, query }) => lineageOf(store(), scope.get(ExperimentCatalog), await versionRef(store(), params, query), query.max_depth) }),
    legacyRoute({ method: 'DELETE', path: '/artifacts/:name/v:version', summary: 'Legacy: put a version into the recycle bin; no file is touched', right: 'write', params: versionParam, query: removeQuery, handle: async ({ params, query }) => {
      if (query.permanent) throw notOffered('Permanent deletion of artifacts is not available', 'Without permanent=true the version goes to the recycle bin.');
      await store().remove(await versionRef(store(), params, query), 'user_deleted');
      return { success: true, message: `Soft deleted ${params.name}:v${params.version} locally` };
    } }),
    legacyRoute({ method: 'GET', path: '/runs/:id/artifacts', summary: 'Legacy: artifacts that a run made and used', right: 'read', params: runParam, handle: async ({ params }) => runArtifacts(store(), scope.get(ExperimentCatalog), await shownRun(scope.get(ExperimentCatalog), params.id)) }),
  ];
}

function notOffered(sentence: string, hint: string): RunkeepError {
  return new RunkeepError('not-offered', 'not-offered', sentence, hint);
}
