import { z } from 'zod';
import { Clock } from '../../../daemon/api/clock.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { Line } from '../../../daemon/api/line.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { bulkIds, experiment, experimentChange } from '../../../schemas/experiments.js';
import { assertGoodChange, withinBounds } from '../own/change-rules.js';
import { deletedAt, restored } from '../own/deletion.js';
import { changed, type OwnFacts } from '../own/own-facts.js';
import type { Standing } from '../own/own-rows.js';
import { Catalog, Own } from '../tokens.js';
import { idParam, route } from './route.js';

const outcome = z.object({ changed: z.array(z.string()), missing: z.array(z.string()).describe('ids that are unknown') });
const reason = z.string().max(1000).default('deleted in Runkeep');

/** What people say of runs: labels, deletion, restoring. No file of a run is touched (DISK-10). */
export function changeRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'PATCH', path: '', summary: 'Change alias, tags, notes or archive of many experiments', right: 'write', body: z.strictObject({ ids: bulkIds, change: experimentChange }), answer: outcome, handle: ({ body: { ids, change } }) => {
      assertGoodChange(change);
      return scope.get(Own).change(ids, (run) => withinBounds(changed(run.own, run.files, change)));
    } }),
    route({ method: 'POST', path: '/delete', summary: 'Put many experiments into the recycle bin', right: 'write', body: z.strictObject({ ids: bulkIds, reason }), answer: outcome, handle: ({ body }) => scope.get(Own).change(body.ids, deletedAt(scope.get(Clock).now(), body.reason)) }),
    route({ method: 'POST', path: '/restore', summary: 'Take many experiments out of the recycle bin', right: 'write', body: z.strictObject({ ids: bulkIds }), answer: outcome, handle: ({ body }) => scope.get(Own).change(body.ids, restored) }),
    route({ method: 'POST', path: '/rebuild', summary: 'Forget what was taken in of experiments, all when none is named, and read their files anew', right: 'write', deadlineSeconds: 0, body: z.strictObject({ ids: bulkIds.optional() }), handle: ({ body }) => scope.get(Line).rebuild(body.ids) }),
    ...singleRoutes(scope),
  ];
}

function singleRoutes(scope: Scope): Route[] {
  const one = async (id: string, apply: (run: Standing) => OwnFacts): Promise<unknown> => {
    await scope.get(Catalog).row(id);
    const { missing } = await scope.get(Own).change([id], apply);
    if (missing.length > 0) throw new RunkeepError('not-found', 'no-experiment', `The experiment ${id} is gone.`, 'List the ids with: runkeep ls');
    return scope.get(Catalog).experiment(await scope.get(Catalog).row(id));
  };
  return [
    route({ method: 'PATCH', path: '/:id', summary: 'Change alias, tags, notes or archive', right: 'write', params: idParam, body: experimentChange, answer: experiment, handle: ({ params, body }) => {
      assertGoodChange(body);
      return one(params.id, (run) => withinBounds(changed(run.own, run.files, body)));
    } }),
    route({ method: 'DELETE', path: '/:id', summary: 'Put an experiment into the recycle bin', right: 'write', params: idParam, answer: experiment, handle: ({ params }) => one(params.id, deletedAt(scope.get(Clock).now(), reason.parse(undefined))) }),
    route({ method: 'POST', path: '/:id/restore', summary: 'Take an experiment out of the recycle bin', right: 'write', params: idParam, answer: experiment, handle: ({ params }) => one(params.id, restored) }),
  ];
}
