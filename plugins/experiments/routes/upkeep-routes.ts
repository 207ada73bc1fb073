import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { fsckReport, fsckRequest, purgeAnswer, purgeRequest } from '../../../schemas/upkeep.js';
import { Checking, Purging } from '../tokens.js';
import { route } from './route.js';

/** What keeps the store small and sound. */
export function upkeepRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'GET', path: '/fsck', summary: 'The check of the database that runs, or the report of the last one', right: 'read', answer: fsckReport, handle: async () => scope.get(Checking).report() }),
    route({ method: 'POST', path: '/fsck', summary: 'Begin a check of the database in the background; with `repair` what is damaged is read anew', right: 'write', body: fsckRequest, answer: fsckReport, status: 202, handle: async ({ body }) => scope.get(Checking).begin(body.repair) }),
    route({ method: 'POST', path: '/purge', summary: 'Delete experiments of the recycle bin for good, files and rows, or say what that would free', right: 'write', deadlineSeconds: 0, body: purgeRequest, answer: purgeAnswer, handle: ({ body }) => scope.get(Purging).run(body.ids, body.dry_run) }),
  ];
}
