import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Right = 'read' | 'write' | 'exec';

/** Bytes instead of JSON. */
export class Bytes {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;

  constructor(type: string, bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}) {
    this.type = type;
    this.bytes = bytes;
    this.headers = headers;
  }
}

/**
 * Bytes that come part by part, for answers of any length; give the route `deadlineSeconds: 0`. The next part is asked for when the
 * client has taken the ones before. A failure before the first part is a problem document, a later one breaks the answer off.
 */
export class Parts {
  readonly type: string;
  /** Begins; the signal aborts when the client goes away. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
  /** That of the route unless told: 206 for a range. */
  readonly status: number | undefined;

  constructor(type: string, open: (signal: AbortSignal) => AsyncIterable<Uint8Array>, headers: Readonly<Record<string, string>> = {}, status?: number) {
    this.type = type;
    this.open = open;
    this.headers = headers;
    this.status = status;
  }
}

/** Headers by which a client asks for a part of something, or only for news (RFC 9110, sections 13 and 14); as they were sent. */
export interface Conditions {
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** A body of bytes as it arrives: read once, at the pace of who reads. Ends with an error where the client goes away or falls silent. */
export interface IncomingBytes extends AsyncIterable<Uint8Array> {
  /** As the client announced it; undefined where it did not. */
  readonly length: number | undefined;
}

/** What a handler knows of its request; everything in it is parsed already. */
export interface Asked<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The body where the route `takes` bytes. */
  readonly bytes?: IncomingBytes;
  /** Media type that the client prefers among those that the route offers. */
  readonly accepts: string;
  readonly conditions?: Conditions;
  /** Aborts when the client goes away or the deadline passes. */
  readonly signal: AbortSignal;
  /** Adds a part to the `Server-Timing` header, in milliseconds. */
  timed(name: string, ms: number): void;
}

/** One HTTP route as data, mounted by the http room at its plugin's base (`/api/<plugin-id>`) and its path. */
export interface Route<Params = unknown, Query = unknown, Body = unknown> {
  readonly method: Method;
  /** Begins with `/` or is empty; parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly right: Right;
  readonly params?: z.ZodType<Params>;
  /** Values arrive as strings, repeated ones as arrays; unknown ones are refused by a strict object. */
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** The body is bytes, handed over as they arrive instead of parsed (SEC-16); give the route `deadlineSeconds: 0`. */
  readonly takes?: 'application/octet-stream';
  /** Shape of the JSON answer; for documentation and for the fuzzer. */
  readonly answer?: z.ZodType;
  /** Media types offered beside `application/json`; the handler then answers `Bytes` or `Parts`. */
  readonly offers?: readonly string[];
  /** Status of a good answer: 200 unless told; `undefined` as answer is always 204. */
  readonly status?: number;
  /** Seconds until 503 `deadline`: those of the configuration unless told; 0 = none, for exports and rebuilds (LIM-18). */
  readonly deadlineSeconds?: number;
  /** Bytes that a body may have: those of the configuration unless told (LIM-10); of a route that takes bytes, any number unless told. */
  readonly bodyBytes?: number;
  /** Keys that a body may have: those of the configuration unless told (LIM-11). */
  readonly bodyKeys?: number;
  /** Its problem documents also carry `detail`, which programs of the legacy API read: the sentence, or the fields at fault. */
  readonly detail?: boolean;
  handle(asked: Asked<Params, Query, Body>): Promise<unknown>;
}
