import { z } from 'zod';
import { Database } from '../../../daemon/api/database.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import { Bytes, type Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { experimentDetail, experimentFacets, experimentList, experimentQuery } from '../../../schemas/experiments.js';
import { parseFilter } from '../../../schemas/filter.js';
import { withFilterErrors } from '../catalog/asked-filter.js';
import { comparison } from '../catalog/comparison.js';
import { fullDetail } from '../catalog/detail.js';
import { facetsOf } from '../catalog/facets.js';
import { listText } from '../catalog/list-text.js';
import { valueColumn } from '../catalog/values.js';
import { Catalog, Feed, Rows } from '../tokens.js';
import { idParam, route, timed } from './route.js';

const many = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));

/** The list of experiments and what belongs to it, and one experiment in detail. */
export function catalogRoutes(scope: Scope): Route[] {
  return [listRoute(scope), facetsRoute(scope), compareRoute(scope), detailRoute(scope)];
}

function listRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '',
    summary: 'List experiments: filtered, sorted, a page at a time',
    right: 'read',
    query: experimentQuery,
    answer: experimentList,
    handle: (asked) => withFilterErrors(async () => {
      const { filter, sort = '-created_at', limit, next, show, columns } = asked.query;
      const { cursor } = scope.get(Feed);
      const wanted = { filter: parseFilter(filter ?? ''), show, sort, limit, next, columns: [columns ?? []].flat().map(valueColumn) };
      const page = await timed(asked, 'catalog', () => scope.get(Catalog).page(wanted));
      const texts = await timed(asked, 'rows', () => scope.get(Rows).of(page.ids));
      return new Bytes('application/json; charset=utf-8', Buffer.from(listText(page, texts, cursor)));
    }),
  });
}

function facetsRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/facets',
    summary: 'Count experiments by state, path and tag, and name the metrics and parameters there are',
    right: 'read',
    query: experimentQuery.pick({ filter: true, show: true }),
    answer: experimentFacets,
    handle: (asked) => withFilterErrors(() => timed(asked, 'catalog', () => facetsOf(scope.get(Catalog), scope.get(Database), { filter: parseFilter(asked.query.filter ?? ''), show: asked.query.show }))),
  });
}

function compareRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/compare',
    summary: 'Lay parameters, summary and metrics of several experiments side by side',
    right: 'read',
    query: z.strictObject({ id: many.pipe(z.array(z.string().max(64)).min(1).max(100)) }),
    handle: (asked) => timed(asked, 'catalog', async () => comparison(scope.get(Database).reader, await scope.get(Catalog).byIds(asked.query.id), asked.query.id)),
  });
}

function detailRoute(scope: Scope): Route {
  return route({
    method: 'GET',
    path: '/:id',
    summary: 'One experiment with all that its files say',
    right: 'read',
    params: idParam,
    answer: experimentDetail,
    handle: (asked) => timed(asked, 'catalog', async () => {
      const catalog = scope.get(Catalog);
      return fullDetail({ catalog, reader: scope.get(Database).reader, metrics: scope.get(Metrics) }, await catalog.row(asked.params.id));
    }),
  });
}
