import { z } from 'zod';
import type { Route } from '../api/route.js';
import type { Config } from './config.js';

/** `GET /api/config`: what is in force, and where each value came from. */
export function configRoute(config: Config): Route {
  return {
    method: 'GET',
    path: '',
    summary: 'The configuration in force, and where each value came from',
    right: 'read',
    answer: z.object({ values: z.array(z.object({ key: z.string(), value: z.unknown(), from: z.string() })) }),
    handle: async () => ({ values: config.values }),
  };
}
