import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { purgeAnswer, purgeRequest } from '../../../schemas/upkeep.js';
import { Purging } from '../tokens.js';
import { route } from './route.js';

/** What keeps the store small and sound. */
export function upkeepRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'POST', path: '/purge', summary: 'Delete experiments of the recycle bin for good, files and rows, or say what that would free', right: 'write', deadlineSeconds: 0, body: purgeRequest, answer: purgeAnswer, handle: ({ body }) => scope.get(Purging).run(body.ids, body.dry_run) }),
  ];
}
