import { z } from 'zod';
import { Database } from '../../../daemon/api/database.js';
import { DerivedMetrics } from '../../../daemon/api/derived-metrics.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import { Bytes, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { columnsType } from '../../../schemas/columns.js';
import { arrowType } from '../../../schemas/export.js';
import { metricList, pointList, pointQuery } from '../../../schemas/experiments.js';
import { wireNumber } from '../../../schemas/numbers.js';
import { sessionsOf } from '../catalog/sessions.js';
import { metricListOf } from '../metrics/metric-list.js';
import { pointsArrow } from '../export/points-arrow.js';
import { pointRows, pointsColumns, type PointRequest } from '../metrics/points-answer.js';
import { Catalog } from '../tokens.js';
import { idParam, route, timed } from './route.js';

const textQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(10_000).default(1000), offset: z.coerce.number().int().min(0).default(0) });
const textList = z.object({
  texts: z.array(z.object({ file: z.string(), offset: z.number(), name: z.string(), stage: z.string().nullable(), step: z.number().nullable(), ts: wireNumber, kind: z.string(), text: z.string() })),
});

/** What was logged in one experiment, as numbers. */
export function metricRoutes(scope: Scope): Route[] {
  return [listRoute(scope), pointsRoute(scope), textsRoute(scope)];
}

function listRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/:id/metrics',
    summary: 'The series of an experiment with their sums, and how far its files are taken in',
    right: 'read',
    params: idParam,
    answer: metricList,
    handle: (asked) => timed(asked, 'metrics', async () => {
      const { id } = await scope.get(Catalog).row(asked.params.id);
      return metricListOf(scope.get(Metrics), id, await sessionsOf(scope.get(Database).reader, scope.get(Metrics), id));
    }),
  });
}

function pointsRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/:id/points',
    summary: 'Points in file order, as rows, as columns or as Arrow',
    right: 'read',
    params: idParam,
    query: pointQuery.extend({ file: z.string().max(300).optional().describe('event file; as columns one file is given, events.jsonl unless told') }),
    answer: pointList,
    offers: [columnsType, arrowType],
    handle: (asked) => timed(asked, 'metrics', async () => {
      const { id } = await scope.get(Catalog).row(asked.params.id);
      const wanted: PointRequest = { ...asked.query, id };
      if (asked.accepts === arrowType) return pointsArrow(scope.get(DerivedMetrics), wanted);
      return asked.accepts === columnsType ? new Bytes(columnsType, await pointsColumns(scope.get(Metrics), wanted)) : pointRows(scope.get(Metrics), wanted);
    }),
  });
}

function textsRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/:id/texts',
    summary: 'Values of metrics that are no numbers, and the digits of integers beyond 2^53',
    right: 'read',
    params: idParam,
    query: textQuery,
    answer: textList,
    handle: (asked) => timed(asked, 'metrics', async () => {
      const { id } = await scope.get(Catalog).row(asked.params.id);
      const texts = await scope.get(Metrics).texts(id, asked.query.limit, asked.query.offset);
      return { texts: texts.map(({ file, offset, name, stage, step, ts, kind, text }) => ({ file, offset, name, stage, step, ts: Number.isFinite(ts) ? ts : 'NaN', kind, text })) };
    }),
  });
}
