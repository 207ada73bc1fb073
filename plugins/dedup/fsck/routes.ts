import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { damagePage, poolCheckRequest, poolReport, scrubStatus } from '../../../schemas/dedup-checks.js';
import { route } from '../routes/route.js';
import { Checking, DamageFound, Scrubbing } from './tokens.js';

const damageQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(100) });

/** Whether the pool is what its rows say. */
export function checkRoutes(scope: Scope): Route[] {
  return [
    route({ method: 'GET', path: '/fsck', summary: 'The check of the pool that runs, or the report of the last one', right: 'read', answer: poolReport, handle: () => scope.get(Checking).report() }),
    route({ method: 'POST', path: '/fsck', summary: 'Begin a check of the pool in the background; with `repair` what an intact copy can mend is mended', right: 'write', body: poolCheckRequest, answer: poolReport, status: 202, handle: async ({ body }) => scope.get(Checking).begin(body) }),
    route({ method: 'GET', path: '/damage', summary: 'Objects that were found damaged, and what became of them', right: 'read', query: damageQuery, answer: damagePage, handle: ({ query }) => damageOf(scope, query.limit) }),
    route({ method: 'GET', path: '/scrub', summary: 'How long ago the bytes of the pool were verified', right: 'read', answer: scrubStatus, handle: () => scope.get(Scrubbing).status() }),
  ];
}

async function damageOf(scope: Scope, limit: number): Promise<z.infer<typeof damagePage>> {
  const rows = scope.get(DamageFound);
  return { damage: await rows.newest(limit), open: (await rows.open()).length };
}
