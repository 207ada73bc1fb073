import { performance } from 'node:perf_hooks';
import type { Clock } from '../api/clock.js';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms).unref();
    return () => {
      clearTimeout(timer);
    };
  },
  every(ms, work) {
    let ended = false;
    let timer: NodeJS.Timeout;
    const again = (): void => {
      timer = setTimeout(() => {
        void turn();
      }, ms).unref();
    };
    const turn = async (): Promise<void> => {
      try {
        await work();
      } finally {
        if (!ended) again();
      }
    };
    again();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  },
};
