import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { retentionAnswer, retentionRequest, versionPurgeAnswer, versionPurgeRequest } from '../../../schemas/dedup-retention.js';
import { refOf, route, versionParams } from '../routes/route.js';
import { Purging, Retaining } from './tokens.js';

/** What takes versions away. */
export function retentionRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'POST', path: '/artifacts/:type/:name/:version/purge', summary: 'Delete a version of the recycle bin for good, or say what that would take away', right: 'write', params: versionParams, body: versionPurgeRequest, answer: versionPurgeAnswer, handle: async ({ params, body }) => scope.get(Purging).run(await refOf(scope, params), body.apply) }),
    route({ method: 'POST', path: '/retention', summary: 'Put versions into the recycle bin as the configured policies say, or say which', right: 'write', body: retentionRequest, answer: retentionAnswer, handle: ({ body }) => scope.get(Retaining).run(body.apply) }),
  ];
}
