import { z } from 'zod';

/** Text frames from a client on `/live`. `cursor` goes on where an earlier subscription ended. */
export const liveRequest = z.union([
  z.strictObject({ subscribe: z.string().max(200), key: z.string().max(2000).default(''), cursor: z.string().max(20_000).optional() }),
  z.strictObject({ unsubscribe: z.string().max(200), key: z.string().max(2000).default('') }),
]);
export type LiveRequest = z.infer<typeof liveRequest>;

/**
 * Text frames to a client. `refetch`: frames were left out, fetch anew and go on from `cursor`. `error`: the
 * subscription was refused. Binary frames are columns frames whose meta holds `topic`, `key` and `cursor`.
 */
export const liveReply = z.union([
  z.object({ topic: z.string(), key: z.string(), cursor: z.string(), data: z.unknown() }),
  z.object({ topic: z.string(), key: z.string(), cursor: z.string(), refetch: z.literal(true) }),
  z.object({ topic: z.string(), key: z.string(), error: z.object({ code: z.string(), title: z.string(), hint: z.string() }) }),
]);
export type LiveReply = z.infer<typeof liveReply>;
