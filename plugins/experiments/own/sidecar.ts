import { z } from 'zod';
import { ownFacts } from './own-facts.js';

/** Own facts of one run as they are written down twice: a row, and a file from which a lost database is filled. A higher revision is the later truth. */
export const sidecar = z.strictObject({
  version: z.literal(1),
  experiment_id: z.string(),
  run_dir: z.string(),
  revision: z.number().int(),
  facts: ownFacts,
});
export type Sidecar = z.infer<typeof sidecar>;
