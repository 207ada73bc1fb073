import { Store } from './store.js';

/** Whether this browser may talk to the daemon; `csrf` goes with every request that changes something (SEC-16). */
export interface SessionState {
  readonly state: 'opening' | 'open' | 'none' | 'unreachable';
  readonly csrf: string | null;
  /** Why a login did not work. */
  readonly reason: string | null;
}

/** The session of this page. */
export const session = new Store<SessionState>({ state: 'opening', csrf: null, reason: null });
