import type { ServerResponse } from 'node:http';
import type { Clock } from '../api/clock.js';
import { Refusal } from './refusal.js';

/** Runs `work` until it ends, the client goes away or `seconds` are over (LIM-18); 0 = no deadline. The signal says when to stop. */
export async function withDeadline<T>(clock: Clock, response: ServerResponse, seconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const gone = (): void => controller.abort(new Refusal('bad-request', 'client-gone', 'The client went away.', 'Ask again.'));
  const late = (): void => controller.abort(new Refusal('busy', 'deadline', `The answer was not ready within ${seconds} s.`, 'Narrow the question, or ask again later (http.limits.deadlineSeconds).'));
  response.once('close', gone);
  const cancel = seconds === 0 ? () => undefined : clock.after(seconds * 1000, late);
  try {
    return await Promise.race([work(controller.signal), aborted(controller.signal)]);
  } finally {
    cancel();
    response.off('close', gone);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Refusal), { once: true });
  });
}
