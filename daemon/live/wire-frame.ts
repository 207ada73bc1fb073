import type { Frame } from '../api/topic.js';
import type { RunkeepError } from '../api/errors.js';
import type { LiveReply } from '../../schemas/live.js';

/** A frame as it goes over the wire; made once and shared by all sockets that get it. */
export interface WireFrame {
  readonly cursor: string;
  /** Text is sent as it is; bytes are a finished columns frame. */
  readonly payload: Buffer;
  readonly isBinary: boolean;
}

/** Builds the bytes of a published frame. */
export function wireFrame(topic: string, key: string, { cursor, data }: Frame): WireFrame {
  if (data instanceof Uint8Array) return { cursor, payload: Buffer.from(data.buffer, data.byteOffset, data.byteLength), isBinary: true };
  return { cursor, payload: text({ topic, key, cursor, data }), isBinary: false };
}

/** Tells a client to fetch anew and to go on from `cursor`. */
export function refetchFrame(topic: string, key: string, cursor: string): WireFrame {
  return { cursor, payload: text({ topic, key, cursor, refetch: true }), isBinary: false };
}

/** Tells a client why a subscription was refused. */
export function errorFrame(topic: string, key: string, { code, message, hint }: RunkeepError): WireFrame {
  return { cursor: '', payload: text({ topic, key, error: { code, title: message, hint } }), isBinary: false };
}

function text(reply: LiveReply): Buffer {
  return Buffer.from(JSON.stringify(reply));
}
