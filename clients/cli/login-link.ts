import { z } from 'zod';
import { shaped } from './context.js';
import type { DaemonClient } from './daemon-client.js';

const answer = z.object({ url: z.string() });

/** A link that logs one browser in, once, within five minutes (SEC-15). */
export async function loginLink(daemon: DaemonClient): Promise<string> {
  return shaped(answer, await daemon.call('POST', '/api/login-links', { body: {} })).url;
}
