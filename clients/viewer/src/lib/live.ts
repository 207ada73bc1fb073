import { LiveConnection } from './live-connection.js';

/** The page's live connection. */
export const live = new LiveConnection();

/** Connects again at once when the network or the page comes back. */
export function hurryWhenBack(): void {
  globalThis.addEventListener('online', live.hurry);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') live.hurry();
  });
}
