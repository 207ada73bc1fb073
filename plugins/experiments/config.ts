import { z } from 'zod';

/** The section `experiments` of the configuration. */
export const experimentsConfig = z.strictObject({
  sql: z.boolean().default(false).describe('answers SQL over HTTP; the command line can ask without'),
});
export type ExperimentsConfig = z.infer<typeof experimentsConfig>;
