import { z } from 'zod';

/** `application/problem+json`: what every refused or failed request gets (RFC 9457 with `code`, `hint` and `id`). */
export const problem = z.object({
  type: z.string(),
  status: z.number().int(),
  code: z.string(),
  title: z.string(),
  hint: z.string(),
  id: z.string(),
  detail: z.unknown().optional().describe('only at routes of the legacy API: the sentence again, or the fields at fault'),
});
export type Problem = z.infer<typeof problem>;
