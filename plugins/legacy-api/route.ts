import { z } from 'zod';
import type { Route } from '../../daemon/api/route.js';

type Legacy<Params, Query, Body> = Omit<Route<Params, Query, Body>, 'detail'>;

/** Unlike our own routes the legacy viewer ignored what it did not know: its pages add such parameters. */
const anything = z.object({});

/** A route of the legacy API: its problems carry `detail`, and parameters that it does not know are ignored. */
export function legacyRoute<Params, Query, Body>(one: Legacy<Params, Query, Body>): Route {
  const route: Route<Params, Query, Body> = { ...one, detail: true };
  return one.query === undefined ? { ...route, query: anything } : route;
}

/** Which run: its id, or the id that Runkeep gave it. */
export const runParam = z.object({ id: z.string().min(1).max(300) });

/** `true`, `1`, `yes` and `on` in any case, as the legacy viewer read them. */
export const flag = z.stringbool().default(false);
