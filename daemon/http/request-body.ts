import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonReader } from '../api/json-reader.js';
import { readJson, type JsonFault } from '../../schemas/json-body.js';
import type { HttpLimits } from './http-config.js';
import { Refusal } from './refusal.js';

const jsonType = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** Says whether a request brings a body; an empty one with a stated length of 0 is none. */
export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0';
}

/** The JSON body of a request, read within its bounds (LIM-10, 11); big ones are parsed by `reader`. */
export async function readBody(request: IncomingMessage, response: ServerResponse, limits: HttpLimits & { readonly reader: JsonReader }): Promise<unknown> {
  checkType(request, jsonType, 'The body is not declared as JSON in UTF-8.', 'Send `Content-Type: application/json`.');
  const bytes = await collect(request, response, limits.bodyBytes);
  const bounds = { depth: limits.jsonDepth, keys: limits.jsonKeys };
  const reading = bytes.length > limits.workerBytes ? await limits.reader.read(bytes, bounds) : readJson(bytes, bounds);
  if ('fault' in reading) throw refusalOf(reading.fault, limits);
  return reading.value;
}

/** Refuses a body that is compressed, or of another type than the route takes (SEC-16). */
export function checkType(request: IncomingMessage, type: RegExp, sentence: string, hint: string): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new Refusal('unsupported', 'content-encoding', 'The body is compressed.', 'Send it as it is: request bodies are never inflated.', { headers: { Connection: 'close' } });
  if (hasBody(request) && !type.test(request.headers['content-type'] ?? '')) throw new Refusal('unsupported', 'content-type', sentence, hint, { headers: { Connection: 'close' } });
}

async function collect(request: IncomingMessage, response: ServerResponse, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  if (request.headers.expect !== undefined) response.writeContinue();
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) throw tooLarge(limit);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw bodyCut();
  }
  return Buffer.concat(parts);
}

/** The refusal of a body that ended before its length. */
export function bodyCut(): Refusal {
  return new Refusal('bad-request', 'body-cut', 'The body ended before its announced length.', 'Send as many bytes as Content-Length says.', { headers: { Connection: 'close' } });
}

/** The refusal of a body that is longer than its route allows (LIM-10). */
export function tooLarge(limit: number): Refusal {
  return new Refusal('too-large', 'body-too-large', `The body is larger than ${limit} bytes.`, 'Send it in parts (http.limits.bodyBytes).', { headers: { Connection: 'close' } });
}

function refusalOf(fault: JsonFault, limits: HttpLimits): Refusal {
  switch (fault) {
    case 'empty-body':
      return new Refusal('bad-request', fault, 'The body is empty.', 'Send a JSON document.');
    case 'byte-order-mark':
      return new Refusal('bad-request', fault, 'The body begins with a byte order mark.', 'Send plain UTF-8.');
    case 'invalid-utf8':
      return new Refusal('bad-request', fault, 'The body is not valid UTF-8.', 'Send JSON in UTF-8.');
    case 'invalid-json':
      return new Refusal('bad-request', fault, 'The body is not valid JSON.', 'Write NaN and Infinity as strings, and send the document whole.');
    case 'too-deep':
      return new Refusal('invalid', fault, `The body is nested deeper than ${limits.jsonDepth} levels.`, 'Send a flatter document (http.limits.jsonDepth).');
    case 'too-many-keys':
      return new Refusal('invalid', fault, `The body holds more than ${limits.jsonKeys} keys.`, 'Send it in parts (http.limits.jsonKeys).');
    case 'not-finite':
      return new Refusal('invalid', fault, 'The body holds a number beyond the range of float64.', 'Write it as the string "Infinity" or "-Infinity" where a field allows it.');
  }
}
