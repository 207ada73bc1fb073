import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../api/clock.js';
import type { IncomingBytes } from '../api/route.js';
import type { BodyPatience } from './body-patience.js';
import { tooSlow } from './parser-error.js';
import { bodyCut, checkType, tooLarge } from './request-body.js';

export interface IncomingOptions {
  /** Bytes that the body may have. */
  readonly most: number;
  readonly silenceSeconds: number;
  readonly clock: Clock;
  readonly patience: BodyPatience;
}

const octets = /^application\/octet-stream$/i;

/** The body of a request as bytes, unread so far; it may last as long as bytes come (LIM-13). */
export function incomingBytes(request: IncomingMessage, response: ServerResponse, options: IncomingOptions): IncomingBytes {
  checkType(request, octets, 'The body is not declared as plain bytes.', 'Send `Content-Type: application/octet-stream`.');
  const announced = request.headers['content-length'];
  const length = announced === undefined ? undefined : Number(announced);
  if (length !== undefined && length > options.most) throw tooLarge(options.most);
  return { length, [Symbol.asyncIterator]: () => arriving(request, response, options) };
}

async function* arriving(request: IncomingMessage, response: ServerResponse, { most, silenceSeconds, clock, patience }: IncomingOptions): AsyncGenerator<Uint8Array> {
  patience.pause(request);
  if (request.headers.expect !== undefined) response.writeContinue();
  // Never told to return: that would destroy the connection before a refusal has left.
  const parts = (request as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let size = 0;
  try {
    for (let part = await within(clock, silenceSeconds, parts.next()); part.done !== true; part = await within(clock, silenceSeconds, parts.next())) {
      size += part.value.length;
      if (size > most) throw tooLarge(most);
      yield part.value;
    }
  } finally {
    patience.begin(request, response);
  }
}

/** The next part, or a refusal when none comes for so long or ever. */
async function within<T>(clock: Clock, seconds: number, next: Promise<T>): Promise<T> {
  let cancel = (): void => undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(seconds * 1000, () => reject(tooSlow()));
  });
  const cut = next.catch(() => {
    throw bodyCut();
  });
  try {
    return await Promise.race([cut, silence]);
  } finally {
    cancel();
  }
}
