import { z } from 'zod';
import { Database } from '../../../daemon/api/database.js';
import { MediaDoor } from '../../../daemon/api/media.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { logPart, logQuery, mediaList, rejectList } from '../../../schemas/experiments.js';
import { logOf, runFolder } from '../files/log-files.js';
import { mediaOf } from '../files/media-list.js';
import { Catalog } from '../tokens.js';
import { idParam, route, timed } from './route.js';

const rejectQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(10_000).default(1000), offset: z.coerce.number().int().min(0).default(0) });

/** What lies beside the metrics of a run: logs, media, and what could not be read. */
export function fileRoutes(scope: Scope): Route[] {
  return [logsRoute(scope), mediaRoute(scope), rejectsRoute(scope)];
}

function logsRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/:id/logs',
    summary: 'Whole lines of a log: a byte range, or the last bytes',
    right: 'read',
    params: idParam,
    query: logQuery,
    answer: logPart,
    handle: (asked) => timed(asked, 'file', async () => logOf(scope.get(Root), await scope.get(Catalog).row(asked.params.id), asked.query)),
  });
}

function mediaRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/:id/media',
    summary: 'Images and other media: those that were logged, and files that no event names',
    right: 'read',
    params: idParam,
    answer: mediaList,
    handle: (asked) => timed(asked, 'file', async () => {
      const row = await scope.get(Catalog).row(asked.params.id);
      return { media: await mediaOf({ reader: scope.get(Database).reader, door: scope.get(MediaDoor), folder: runFolder(scope.get(Root), row) }, row.id) };
    }),
  });
}

function rejectsRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/:id/rejects',
    summary: 'Bytes of the event files that could not be read',
    right: 'read',
    params: idParam,
    query: rejectQuery,
    answer: rejectList,
    handle: (asked) => timed(asked, 'metrics', async () => {
      const { id } = await scope.get(Catalog).row(asked.params.id);
      const { rejects, total } = await scope.get(Metrics).rejects(id, asked.query.limit, asked.query.offset);
      return { rejects: rejects.map(({ sample, ...reject }) => ({ ...reject, sample: Buffer.from(sample).toString() })), total };
    }),
  });
}
