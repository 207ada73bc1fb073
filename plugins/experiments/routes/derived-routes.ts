import { Database } from '../../../daemon/api/database.js';
import { DerivedMetrics } from '../../../daemon/api/derived-metrics.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import { Bytes, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { columnsType } from '../../../schemas/columns.js';
import { aggregateAnswer, aggregateBody, smoothedAnswer, smoothedQuery } from '../../../schemas/derived.js';
import { withFilterErrors } from '../catalog/asked-filter.js';
import { aggregateFrame, aggregateJson } from '../derived/aggregate-answer.js';
import { smoothedFrame, smoothedJson, type DerivedParts } from '../derived/smoothed-answer.js';
import { Catalog } from '../tokens.js';
import { route, timed } from './route.js';

const about = { summary: 'Series smoothed over all their points, in buckets for charts', right: 'read', path: '/smoothed', answer: smoothedAnswer, offers: [columnsType] } as const;

/** What is computed from whole series. */
export function derivedRoutes(scope: Scope): Route[] {
  const parts = (signal: AbortSignal): DerivedParts => ({ catalog: scope.get(Catalog), metrics: scope.get(Metrics), derived: scope.get(DerivedMetrics), signal });
  return [
    route({ ...about, method: 'GET', query: smoothedQuery, handle: (asked) => timed(asked, 'metrics', () => smoothed(parts(asked.signal), asked.query, asked.accepts)) }),
    route({ ...about, method: 'POST', body: smoothedQuery, handle: (asked) => timed(asked, 'metrics', () => smoothed(parts(asked.signal), asked.body, asked.accepts)) }),
    route({
      method: 'POST',
      path: '/aggregate',
      summary: 'Mean, median, deviation and range over groups of runs, step by step, in buckets for charts',
      right: 'read',
      body: aggregateBody,
      answer: aggregateAnswer,
      offers: [columnsType],
      handle: (asked) => timed(asked, 'metrics', () => withFilterErrors(async () => {
        const all = { ...parts(asked.signal), database: scope.get(Database) };
        return asked.accepts === columnsType ? new Bytes(columnsType, await aggregateFrame(all, asked.body)) : aggregateJson(all, asked.body);
      })),
    }),
  ];
}

async function smoothed(parts: DerivedParts, query: Parameters<typeof smoothedFrame>[1], accepts: string): Promise<unknown> {
  return accepts === columnsType ? new Bytes(columnsType, await smoothedFrame(parts, query)) : smoothedJson(parts, query);
}
