import { DerivedMetrics } from '../../../daemon/api/derived-metrics.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { exportQuery, exportTypes } from '../../../schemas/export.js';
import { withFilterErrors } from '../catalog/asked-filter.js';
import { exportParts } from '../export/export-answer.js';
import { Catalog } from '../tokens.js';
import { route } from './route.js';

/** All points of experiments as a file. */
export function exportRoutes(scope: Scope): Route[] {
  return [
    route({
      method: 'GET',
      path: '/export',
      summary: 'All points of experiments as one file, streamed: csv, jsonl, arrow or parquet',
      right: 'read',
      query: exportQuery,
      offers: Object.values(exportTypes).map(({ type }) => type.split(';')[0] ?? type),
      deadlineSeconds: 0,
      handle: (asked) => withFilterErrors(() => exportParts(scope.get(Catalog), scope.get(DerivedMetrics), asked.query)),
    }),
  ];
}
