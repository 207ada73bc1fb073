import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { SqlQueries } from '../../../daemon/api/sql-queries.js';
import { sqlAnswer, sqlQuery, type SqlQuery } from '../../../schemas/sql.js';
import { route } from './route.js';

/** People's own SELECTs over catalog and points; off unless the configuration says `experiments.sql`. */
export function sqlRoutes(scope: Scope, isOn: boolean): Route[] {
  const answer = (query: SqlQuery, signal: AbortSignal): Promise<unknown> => {
    if (!isOn) throw new RunkeepError('forbidden', 'sql-off', 'SQL over HTTP is off.', 'Set experiments.sql to true in the configuration, or use runkeep sql on the machine of the root.');
    return scope.get(SqlQueries).run(query, signal);
  };
  // The query's own deadline comes first; LIM-18's would hide why it ended.
  const common = { path: '/sql', right: 'read', answer: sqlAnswer, deadlineSeconds: 90 } as const;
  return [
    route({ ...common, method: 'GET', summary: 'Answer a SELECT over metrics, experiments, params, summary and tags', query: sqlQuery, handle: ({ query, signal }) => answer(query, signal) }),
    route({ ...common, method: 'POST', summary: 'Answer a SELECT that is too long for an address', body: sqlQuery, handle: ({ body, signal }) => answer(body, signal) }),
  ];
}
