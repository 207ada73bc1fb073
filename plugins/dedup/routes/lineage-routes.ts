import { z } from 'zod';
import { Clock } from '../../../daemon/api/clock.js';
import { Database } from '../../../daemon/api/database.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { lineageAnswer } from '../../../schemas/dedup-lineage.js';
import { useRequest } from '../../../schemas/dedup-publish.js';
import { LineageRows } from '../lineage/lineage-rows.js';
import { LineageWalk } from '../lineage/lineage-walk.js';
import { Drafts } from '../publish/publish-tokens.js';
import { Artifacts } from '../tokens.js';
import { refOf, route, versionParams } from './route.js';

const bounds = z.strictObject({
  direction: z.enum(['up', 'down', 'both']).default('both'),
  depth: z.coerce.number().int().min(1).max(50).default(10),
  limit: z.coerce.number().int().min(1).max(5000).default(200),
});

/** What made and used versions. */
export function lineageRoutes(scope: Scope): Route[] {
  const rowOf = async (params: z.infer<typeof versionParams>) => scope.get(Artifacts).version(await refOf(scope, params));
  return [
    route({ method: 'GET', path: '/artifacts/:type/:name/:version/lineage', summary: 'What a version came from, and what came of it', right: 'read', params: versionParams, query: bounds, answer: lineageAnswer, handle: async ({ params, query }) => {
      const { id, type, name, version } = await rowOf(params);
      const walk = new LineageWalk(new LineageRows(scope.get(Database)), scope.get(ExperimentCatalog), query.limit);
      return walk.from({ version_id: id, type, name, version }, query);
    } }),
    route({ method: 'POST', path: '/artifacts/:type/:name/:version/use', summary: 'Say that an experiment used a version', right: 'write', params: versionParams, body: useRequest, handle: async ({ params, body }) => {
      const { id, type, name, version } = await rowOf(params);
      const { experiment_id } = await scope.get(Drafts).maker(body.experiment);
      const row = { experiment_id, relation: 'used', version_id: id, type, name, version, at: scope.get(Clock).now() };
      await scope.get(Database).write((transaction) => transaction('dedup_uses').insert(row).onConflict(['experiment_id', 'relation', 'version_id']).ignore());
    } }),
  ];
}
