import { RunkeepError } from '../api/errors.js';
import { readJson } from '../../schemas/json-body.js';
import { liveRequest, type LiveRequest } from '../../schemas/live.js';

const bounds = { depth: 64, keys: 1000 };
const notJson = new Set(['empty-body', 'byte-order-mark', 'invalid-utf8', 'invalid-json']);

/** What a text frame asks for; `not-json` ends the socket, a RunkeepError is answered with an error frame. */
export function readMessage(bytes: Uint8Array): LiveRequest | RunkeepError | 'not-json' {
  const reading = readJson(bytes, bounds);
  if ('fault' in reading) return notJson.has(reading.fault) ? 'not-json' : refused(reading.fault);
  const request = liveRequest.safeParse(reading.value);
  return request.success ? request.data : refused('unknown shape');
}

function refused(reason: string): RunkeepError {
  return new RunkeepError('invalid', 'invalid-request', `The message is no request (${reason}).`, 'Send {"subscribe": topic, "key": ..., "cursor": ...} or {"unsubscribe": topic, "key": ...}.');
}
