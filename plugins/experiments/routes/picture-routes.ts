import { Database } from '../../../daemon/api/database.js';
import { DerivedMetrics } from '../../../daemon/api/derived-metrics.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import { Bytes, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { columnsType } from '../../../schemas/columns.js';
import { sparklineQuery } from '../../../schemas/experiments.js';
import { arrowType } from '../../../schemas/export.js';
import { overviewBody, overviewQuery, type OverviewRequest } from '../../../schemas/overview.js';
import { overviewArrow } from '../export/overview-arrow.js';
import { overviewFrame } from '../metrics/overview-answer.js';
import { sparklineFrame } from '../metrics/sparklines.js';
import { route, timed } from './route.js';

/** Many series of many experiments in one answer: a columns frame, overviews as an Arrow table too. */
export function pictureRoutes(scope: Scope): Route[] {
  const overview = async ({ signal, accepts }: { readonly signal: AbortSignal; readonly accepts: string }, request: OverviewRequest): Promise<Bytes> => {
    const frame = await overviewFrame({ reader: scope.get(Database).reader, metrics: scope.get(Metrics), signal }, request);
    return accepts === arrowType ? new Bytes(arrowType, await overviewArrow(scope.get(DerivedMetrics), frame, signal)) : new Bytes(columnsType, frame);
  };
  return [
    route({
      method: 'GET',
      path: '/overview',
      summary: 'Buckets of series for charts, as a columns frame or an Arrow table',
      right: 'read',
      query: overviewQuery,
      offers: [columnsType, arrowType],
      handle: (asked) => timed(asked, 'metrics', () => overview(asked, asked.query)),
    }),
    route({
      method: 'POST',
      path: '/overview',
      summary: 'Buckets of series for charts, where an address cannot hold the question',
      right: 'read',
      body: overviewBody,
      offers: [columnsType, arrowType],
      handle: (asked) => timed(asked, 'metrics', () => overview(asked, asked.body)),
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
