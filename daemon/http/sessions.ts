import { randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from './token-file.js';

const idleSeconds = 7 * 86_400;
const most = 32;

export const storedSession = z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/), used: z.number() });
type StoredSession = z.infer<typeof storedSession>;

/** Browser sessions by the digest of their cookie; 32 at most, and 7 idle days end one (SEC-15). */
export class Sessions {
  #sessions: StoredSession[];

  constructor(stored: readonly StoredSession[] = []) {
    this.#sessions = [...stored];
  }

  /** Oldest use first. */
  get stored(): readonly StoredSession[] {
    return this.#sessions;
  }

  /** A new session's cookie value. The longest unused session goes when there are too many. */
  start(now: number): string {
    const cookie = randomBytes(32).toString('base64url');
    this.#sessions = [...this.#alive(now), { digest: sha256(cookie).toString('hex'), used: now }].slice(-most);
    return cookie;
  }

  /** The id of the session with this cookie, which is noted as used now. */
  find(cookie: string, now: number): string | undefined {
    const digest = sha256(cookie);
    const found = this.#alive(now).find((session) => timingSafeEqual(Buffer.from(session.digest, 'hex'), digest));
    if (found === undefined) return undefined;
    this.#sessions = [...this.#sessions.filter((session) => session !== found), { ...found, used: now }];
    return idOf(found);
  }

  /** True when the session with this id is still one. */
  has(id: string, now: number): boolean {
    return this.#alive(now).some((session) => idOf(session) === id);
  }

  end(id: string): void {
    this.#sessions = this.#sessions.filter((session) => idOf(session) !== id);
  }

  #alive(now: number): StoredSession[] {
    return this.#sessions.filter((session) => now - session.used < idleSeconds);
  }
}

function idOf(session: StoredSession): string {
  return session.digest.slice(0, 16);
}
