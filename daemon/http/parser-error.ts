import type { Duplex } from 'node:stream';
import { rawAnswer, type Problems } from './problem.js';
import { Refusal } from './refusal.js';

/** Answers what never became a request: bytes that are no HTTP, too long a header block, too slow a client (SEC-19). */
export function answerParserError(error: NodeJS.ErrnoException, socket: Duplex, problems: Problems): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawAnswer(problems.of(refusalOf(error.code ?? ''))), () => socket.destroy());
}

function refusalOf(code: string): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal('bad-request', 'headers-too-large', 'The header block is too large.', 'Send fewer or shorter headers (http.limits.headerBytes).', { status: 431 });
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return tooSlow();
  return new Refusal('bad-request', 'malformed-request', 'The bytes are not an HTTP request.', 'Use an HTTP library.');
}

/** The refusal of a request that did not arrive in time (LIM-13). */
export function tooSlow(): Refusal {
  return new Refusal('bad-request', 'too-slow', 'The request did not arrive in time.', 'Send it faster (http.limits.headersSeconds, http.limits.requestSeconds, http.limits.uploadSilenceSeconds).', { status: 408, headers: { Connection: 'close' } });
}
