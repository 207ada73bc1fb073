import type { ServerResponse } from 'node:http';
import type { Parts } from '../api/route.js';

/** Sends an answer part by part, as fast as the client takes it; a failure after the first part breaks the connection, so that nobody takes half an answer for a whole one. */
export async function sendParts(response: ServerResponse, status: number, { type, open, headers }: Parts): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort(new Error('the client went away'));
  let wake = (): void => undefined;
  const stir = (): void => wake();
  response.once('close', leave);
  gone.signal.addEventListener('abort', stir);
  // One listener for all parts: the compressing middleware never lets go of those that listen once.
  response.on('drain', stir);
  if (response.destroyed) leave();
  const parts = open(gone.signal)[Symbol.asyncIterator]();
  try {
    // Asked for before the head goes out: what fails at once can still be told with its code.
    let part = response.req.method === 'HEAD' ? { done: true as const, value: undefined } : await parts.next();
    response.statusCode = status;
    response.setHeader('Content-Type', type);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    for (; part.done !== true; part = await parts.next()) {
      gone.signal.throwIfAborted();
      if (!response.write(part.value)) await new Promise<void>((resolve) => { wake = resolve; });
    }
    response.end();
  } catch (failure) {
    if (gone.signal.aborted) return;
    if (!response.headersSent) throw failure;
    response.destroy(failure instanceof Error ? failure : undefined);
  } finally {
    response.off('close', leave);
    gone.abort();
    await parts.return?.();
  }
}
