import { z } from 'zod';

const retentionPolicy = z.strictObject({
  type: z.string().optional().describe('artifacts of this type only'),
  name: z.string().optional().describe('artifacts of this name only; * stands for any letters'),
  keepLast: z.number().int().min(1).optional().describe('so many newest versions stay'),
  olderThanDays: z.number().positive().optional().describe('younger versions stay'),
  keepAliases: z.boolean().default(true).describe('a version that an alias names stays'),
  keepTags: z.array(z.string()).default([]).describe('a version with one of these tags stays'),
}).refine(({ keepLast, olderThanDays }) => keepLast !== undefined || olderThanDays !== undefined, 'a policy needs keepLast or olderThanDays');
export type RetentionPolicy = z.infer<typeof retentionPolicy>;

/** The part of the section `dedup` that says what goes, and how closely the rest is looked at. */
export const upkeepConfig = {
  graceDays: z.number().min(0).max(3650).default(7).describe('bytes that nothing refers to stay for so long'),
  scrubMiBPerSecond: z.number().min(0).max(100_000).default(50).describe('the pool is verified in the background no faster than this; 0 = never'),
  retention: z.array(retentionPolicy).max(100).default([]).describe('which versions `runkeep artifact retention` puts into the recycle bin; none by default'),
};
