import { z } from 'zod';

const count = z.object({ done: z.number(), of: z.number().describe('0 while it is not known') });

/** Long work that one request begins and others look at: the one that runs, or the last one. */
export const taskReport = z.object({
  state: z.enum(['none', 'running', 'complete', 'failed', 'cancelled']),
  subject: z.string().nullable().describe('the folder or file that it is about'),
  step: z.string(),
  files: count,
  bytes: count,
  started_at: z.number().nullable().describe('Unix time in seconds'),
  ended_at: z.number().nullable(),
  failure: z.object({ code: z.string(), title: z.string(), hint: z.string() }).nullable(),
  answer: z.unknown().describe('of a complete one'),
});
export type TaskReport = z.infer<typeof taskReport>;
