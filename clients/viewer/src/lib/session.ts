import { z } from 'zod';
import { getJson, send } from './api.js';
import { explain, UnreachableError } from './api-error.js';
import { session } from './session-state.js';

const opened = z.object({ csrf: z.string() });
const retryMs = 2000;

/** Trades the one-time code in the address for a cookie, if there is one, then asks for the session (SEC-15). */
export async function openSession(): Promise<void> {
  const reason = await login(takeCode());
  try {
    const { csrf } = await getJson('/api/session', opened);
    session.set({ state: 'open', csrf, reason: null });
  } catch (error) {
    const isSilent = error instanceof UnreachableError;
    session.set({ state: isSilent ? 'unreachable' : 'none', csrf: null, reason });
    if (isSilent) setTimeout(() => void openSession(), retryMs);
  }
}

/** Ends the session of this browser. */
export async function closeSession(): Promise<void> {
  await send('DELETE', '/api/session');
  session.set({ state: 'none', csrf: null, reason: null });
}

async function login(code: string | null): Promise<string | null> {
  if (code === null) return null;
  try {
    await send('POST', '/api/session', { body: { code } });
    return null;
  } catch (error) {
    return explain(error).title;
  }
}

/** The code leaves the address at once, so that it is in no history and on no screenshot. */
function takeCode(): string | null {
  const code = /^#login=([\w-]+)$/.exec(location.hash)?.[1];
  if (code === undefined) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return code;
}
