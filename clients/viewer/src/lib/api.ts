import type { z } from 'zod';
import { decodeColumns, columnsType, type Columns } from '../../../../schemas/columns.js';
import { problem } from '../../../../schemas/problem.js';
import { ApiError, UnreachableError } from './api-error.js';
import { reachable } from './reachable.js';
import { session } from './session-state.js';

type Scalar = string | number | boolean;

/** Parameters of a query; a list is repeated, what is undefined is left out. */
export type Query = Readonly<Record<string, Scalar | readonly Scalar[] | undefined>>;

/** What a request may carry beside its path. */
export interface Ask {
  readonly query?: Query;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** GET of a JSON document, parsed by its schema. */
export async function getJson<Schema extends z.ZodType>(path: string, schema: Schema, ask: Ask = {}): Promise<z.infer<Schema>> {
  const reply = await request('GET', path, ask, 'application/json');
  return schema.parse(await reply.json());
}

/** GET of a columns frame; its `meta` is parsed by the caller. */
export async function getColumns(path: string, ask: Ask = {}): Promise<Columns> {
  const reply = await request('GET', path, ask, columnsType);
  return decodeColumns(new Uint8Array(await reply.arrayBuffer()));
}

/** A request that changes something; the answer's JSON, or undefined when there is none. */
export async function send(method: 'POST' | 'PATCH' | 'DELETE', path: string, ask: Ask = {}): Promise<unknown> {
  const reply = await request(method, path, ask, 'application/json');
  return reply.status === 204 ? undefined : reply.json();
}

/** The path with its query. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function request(method: string, path: string, ask: Ask, accept: string): Promise<Response> {
  const headers: Record<string, string> = { accept };
  if (ask.body !== undefined) headers['content-type'] = 'application/json';
  const csrf = session.value.csrf;
  if (method !== 'GET' && csrf !== null) headers['x-runkeep-csrf'] = csrf;
  const reply = await reach(address(path, ask.query), {
    method, headers, credentials: 'same-origin',
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    ...(ask.signal === undefined ? {} : { signal: ask.signal }),
  });
  if (reply.ok) return reply;
  if (reply.status === 401) session.set({ state: 'none', csrf: null, reason: null });
  throw new ApiError(await readProblem(reply));
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    const reply = await fetch(url, init);
    reachable.heard();
    return reply;
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    reachable.missed();
    throw new UnreachableError(cause);
  }
}

async function readProblem(reply: Response) {
  const parsed = problem.safeParse(await reply.json().catch(() => null));
  if (parsed.success) return parsed.data;
  return { type: 'about:blank', status: reply.status, code: 'unknown', title: `The daemon answered ${reply.status}.`, hint: 'Look into the daemon’s log.', id: '' };
}
