import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';

/** A route with its types drawn from its schemas. */
export function route<Params, Query, Body>(one: Route<Params, Query, Body>): Route {
  return one;
}

/** The parameter of every route of one experiment. */
export const idParam = z.strictObject({ id: z.string().max(64) });

/** Runs `work` and tells the `Server-Timing` header how long it took. */
export async function timed<Answer>(asked: { timed(name: string, ms: number): void }, name: string, work: () => Promise<Answer>): Promise<Answer> {
  const before = performance.now();
  try {
    return await work();
  } finally {
    asked.timed(name, performance.now() - before);
  }
}
