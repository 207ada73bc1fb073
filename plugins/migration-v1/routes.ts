import { Database } from '../../daemon/api/database.js';
import type { Route } from '../../daemon/api/route.js';
import type { Scope } from '../../daemon/api/scope.js';
import { importReport, importRequest } from '../../schemas/import.js';
import { migrationProgress, migrationReport, migrationReportQuery } from '../../schemas/migration.js';
import { reportPage } from './report.js';
import { Importing, Migrating } from './tokens.js';

/** All routes below /api/migration-v1. */
export function migrationRoutes(scope: Scope): readonly Route[] {
  return [
    route({ method: 'GET', path: '', summary: 'How far the migration of a Runicorn root is', right: 'read', answer: migrationProgress, handle: async () => scope.get(Migrating).progress }),
    route({
      method: 'GET',
      path: '/report',
      summary: 'What the migration found, run by run: state, counts and everything odd',
      right: 'read',
      query: migrationReportQuery,
      answer: migrationReport,
      handle: async ({ query }) => ({ progress: scope.get(Migrating).progress, ...(await reportPage(scope.get(Database), query)) }),
    }),
    route({ method: 'GET', path: '/import', summary: 'The import that runs, or the last one: counts, and what could not come in', right: 'read', answer: importReport, handle: async () => scope.get(Importing).report }),
    route({ method: 'POST', path: '/import', summary: 'Begin to copy another root into this one in the background', right: 'write', body: importRequest, answer: importReport, status: 202, handle: ({ body }) => scope.get(Importing).begin(body) }),
  ];
}

function route<Params, Query, Body>(one: Route<Params, Query, Body>): Route {
  return one;
}
