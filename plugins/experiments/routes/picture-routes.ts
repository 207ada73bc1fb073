import { Database } from '../../../daemon/api/database.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import { Bytes, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { columnsType } from '../../../schemas/columns.js';
import { sparklineQuery } from '../../../schemas/experiments.js';
import { overviewBody, overviewQuery, type OverviewRequest } from '../../../schemas/overview.js';
import { overviewFrame } from '../metrics/overview-answer.js';
import { sparklineFrame } from '../metrics/sparklines.js';
import { route, timed } from './route.js';

/** Many series of many experiments in one answer, always as a columns frame. */
export function pictureRoutes(scope: Scope): Route[] {
  const overview = async (signal: AbortSignal, request: OverviewRequest): Promise<Bytes> =>
    new Bytes(columnsType, await overviewFrame({ reader: scope.get(Database).reader, metrics: scope.get(Metrics), signal }, request));
  return [
    route({
      method: 'GET',
      path: '/overview',
      summary: 'Buckets of series for charts, as a columns frame',
      right: 'read',
      query: overviewQuery,
      offers: [columnsType],
      handle: (asked) => timed(asked, 'metrics', () => overview(asked.signal, asked.query)),
    }),
    route({
      method: 'POST',
      path: '/overview',
      summary: 'Buckets of series for charts, where an address cannot hold the question',
      right: 'read',
      body: overviewBody,
      offers: [columnsType],
      handle: (asked) => timed(asked, 'metrics', () => overview(asked.signal, asked.body)),
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
