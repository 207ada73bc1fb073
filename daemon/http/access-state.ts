import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomic } from '../kernel/atomic-file.js';
import { storedSession } from './sessions.js';

const accessState = z.object({
  /** Distinguishes this root's cookies from another daemon's on the same host. */
  instance: z.string().regex(/^[0-9a-f]{8}$/),
  generation: z.number().int().min(1),
  /** Digest of the token that the sessions were opened under. */
  token: z.string(),
  sessions: z.array(storedSession).max(32),
});
export type AccessState = z.infer<typeof accessState>;

/** What `.runkeep/access.json` holds. Missing or damaged: everybody logs in anew, which loses nothing else. */
export function readAccess(keep: string): AccessState | undefined {
  try {
    return accessState.parse(JSON.parse(readFileSync(join(keep, 'access.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces `.runkeep/access.json`; it holds digests only. */
export function writeAccess(keep: string, state: AccessState): void {
  writeAtomic(join(keep, 'access.json'), `${JSON.stringify(state)}\n`);
}
