import { z } from 'zod';
import type { Route } from '../api/route.js';
import type { Config } from './config.js';

/** `GET /api/config`: what is in force, and where each value came from. */
export function configRoute(config: Config, place: { readonly root: string; readonly file: string }): Route {
  return {
    method: 'GET',
    path: '',
    summary: 'The configuration in force, and where each value came from',
    right: 'read',
    answer: z.object({ values: z.array(z.object({ key: z.string(), value: z.unknown(), from: z.string() })), storage: z.string().describe('the root'), config_file: z.string(), user_root_dir: z.literal('').describe('programs of the legacy API expect it') }),
    handle: async () => ({ values: config.values, storage: place.root, config_file: place.file, user_root_dir: '' }),
  };
}
