import { Database } from '../../../daemon/api/database.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import { Bytes, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { columnsType } from '../../../schemas/columns.js';
import { overviewQuery, sparklineQuery } from '../../../schemas/experiments.js';
import { overviewFrame } from '../metrics/overview-answer.js';
import { sparklineFrame } from '../metrics/sparklines.js';
import { Catalog } from '../tokens.js';
import { route, timed } from './route.js';

/** Many series of many experiments in one answer, always as a columns frame. */
export function pictureRoutes(scope: Scope): Route[] {
  return [
    route({
      method: 'GET',
      path: '/overview',
      summary: 'Buckets of series for charts, as a columns frame',
      right: 'read',
      query: overviewQuery,
      offers: [columnsType],
      handle: (asked) => timed(asked, 'metrics', async () => new Bytes(columnsType, await overviewFrame({ catalog: scope.get(Catalog), metrics: scope.get(Metrics), signal: asked.signal }, asked.query))),
    }),
    route({
      method: 'GET',
      path: '/sparklines',
      summary: 'The primary metric of experiments as short lines, as a columns frame',
      right: 'read',
      query: sparklineQuery,
      offers: [columnsType],
      handle: (asked) => timed(asked, 'metrics', async () => new Bytes(columnsType, await sparklineFrame({ reader: scope.get(Database).reader, metrics: scope.get(Metrics), signal: asked.signal }, asked.query))),
    }),
  ];
}
