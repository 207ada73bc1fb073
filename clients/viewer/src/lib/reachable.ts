import { Store } from './store.js';

/** Whether the daemon answers, and when it last did (browser time, ms). */
export interface Reach {
  readonly ok: boolean;
  readonly heardAt: number;
}

/** Told by every request and by the live socket. */
class Reachable extends Store<Reach> {
  heard(): void {
    const now = Date.now();
    if (!this.value.ok || now - this.value.heardAt > 1000) this.set({ ok: true, heardAt: now });
  }

  missed(): void {
    if (this.value.ok) this.set({ ok: false, heardAt: this.value.heardAt });
  }
}

/** The daemon as this page sees it. */
export const reachable = new Reachable({ ok: true, heardAt: Date.now() });
