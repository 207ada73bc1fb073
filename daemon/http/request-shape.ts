import type { IncomingMessage } from 'node:http';
import type { HttpLimits } from './http-config.js';
import { Refusal } from './refusal.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const single = new Set(['authorization', 'content-length', 'content-type', 'host', 'transfer-encoding']);

/** The first step of the gate: only requests that every parser on the way reads alike (SEC-10, LIM-12). */
export function checkShape(request: IncomingMessage, limits: HttpLimits): void {
  const { rawHeaders, url = '', method = '' } = request;
  if (url.length > limits.urlBytes) throw closing('bad-request', 'url-too-long', `The address is longer than ${limits.urlBytes} bytes.`, 'Send long input as a body (http.limits.urlBytes).', 414);
  if (rawHeaders.length / 2 > limits.headers) throw closing('bad-request', 'too-many-headers', `The request has more than ${limits.headers} headers.`, 'Send fewer headers (http.limits.headers).', 431);
  checkHeaders(rawHeaders);
  if (!methods.includes(method)) throw new Refusal('not-allowed', 'method-not-allowed', `${method} is not a method of this daemon.`, `Use one of ${methods.join(', ')}.`, { headers: { Allow: methods.join(', '), Connection: 'close' } });
  if (!url.startsWith('/')) throw malformed('The request names its target in absolute form.', 'Send the path only.');
  checkPath(url);
}

function checkHeaders(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (single.has(name) && seen.has(name)) throw malformed(`The header ${name} comes twice.`, 'Send it once.');
    seen.add(name);
  }
  if (!seen.has('host')) throw malformed('The request has no Host header.', 'Send exactly one.');
  if (seen.has('content-length') && seen.has('transfer-encoding')) throw malformed('The request has both a Content-Length and a Transfer-Encoding.', 'Send one of them.');
}

/** A path means the same before and after decoding: no dot segments, backslashes, controls or empty components, in any encoding. */
function checkPath(url: string): void {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw badPath();
  }
  const components = decoded.split('/').slice(1);
  const isOdd = components.some((name, at) => name === '.' || name === '..' || (name === '' && at < components.length - 1));
  if (isOdd || /[\\\u0000-\u001f\u007f]/.test(decoded)) throw badPath();
}

function badPath(): Refusal {
  return new Refusal('bad-request', 'bad-path', 'The path of the request is not plain.', 'Leave out dot segments, empty components, backslashes and control characters.');
}

function malformed(sentence: string, hint: string): Refusal {
  return closing('bad-request', 'malformed-request', sentence, hint, 400);
}

function closing(family: 'bad-request', code: string, sentence: string, hint: string, status: number): Refusal {
  return new Refusal(family, code, sentence, hint, { status, headers: { Connection: 'close' } });
}
