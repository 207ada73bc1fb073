import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { capabilities, droppedView, viewAnswer, viewRequest } from '../../../schemas/dedup-views.js';
import { refOf, route, versionParams as params } from '../routes/route.js';
import { CapabilitiesOf, ViewsOf } from './view-tokens.js';

const ofVersion = '/artifacts/:type/:name/:version';

/** Local paths of versions, and what the file system below them can do. */
export function viewRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'POST', path: `${ofVersion}/path`, summary: "The local path of a version's files, made where they are not there yet", right: 'write', deadlineSeconds: 0, params, body: viewRequest, answer: viewAnswer, handle: async (asked) => scope.get(ViewsOf).path(await refOf(scope, asked.params), asked.body.path, asked.signal) }),
    route({ method: 'POST', path: `${ofVersion}/drop-view`, summary: 'Remove the local files of a version; the pool keeps their bytes', right: 'write', deadlineSeconds: 0, params, body: z.strictObject({}), answer: droppedView, handle: async (asked) => scope.get(ViewsOf).drop(await refOf(scope, asked.params)) }),
    route({ method: 'GET', path: '/capabilities', summary: 'What the file system of the pool can do', right: 'read', answer: capabilities, handle: () => scope.get(CapabilitiesOf).tell() }),
  ];
}
