import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Log } from '../api/log.js';
import type { Problem } from '../../schemas/problem.js';
import { RunkeepError } from '../api/errors.js';
import { bareHeaders } from './security-headers.js';
import { Refusal, statusOf } from './refusal.js';

export const problemType = 'application/problem+json';

/** A refused or failed request, ready to be sent. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

/** Turns errors into answers, and counts them by code. */
export class Problems {
  readonly #log: Log;
  readonly #count: (code: string) => void;

  constructor(log: Log, count: (code: string) => void) {
    this.#log = log;
    this.#count = count;
  }

  /** Says what went wrong without a stack, a path or a statement (SEC-19). What nobody foresaw is logged under the id. */
  of(error: unknown): ProblemAnswer {
    const id = randomUUID();
    const known = error instanceof RunkeepError ? error : fromLibrary(error);
    this.#count(known?.code ?? 'bug');
    if (known !== undefined) return answer(id, statusOf(known), known.code, known.message, known.hint, headersOf(known));
    this.#log.error('a request failed by a bug', { id, error: error instanceof Error ? error.stack : String(error) });
    return answer(id, 500, 'bug', 'The daemon failed at this request.', `Look for ${id} in the daemon's log and report it.`);
  }
}

/** The answer with `detail`, for routes whose programs read that: the fields at fault, or the sentence. */
export function withDetail({ problem, headers }: ProblemAnswer, error: unknown): ProblemAnswer {
  const fields = error instanceof Refusal ? error.detail : undefined;
  return { problem: { ...problem, detail: fields ?? problem.title }, headers };
}

/** The problem as bytes of a whole HTTP/1.1 answer, for sockets that have no response object. */
export function rawAnswer({ problem, headers }: ProblemAnswer): string {
  const body = JSON.stringify(problem);
  const lines = { ...bareHeaders, ...headers, 'Content-Type': problemType, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Refused'}\r\n${head.join('')}\r\n${body}`;
}

function headersOf(error: RunkeepError): Readonly<Record<string, string>> {
  const wait = error.family === 'busy' ? { 'Retry-After': '1' } : {};
  return error instanceof Refusal ? { ...wait, ...error.headers } : wait;
}

function answer(id: string, status: number, code: string, title: string, hint: string, headers: Readonly<Record<string, string>> = {}): ProblemAnswer {
  return { problem: { type: `urn:runkeep:problem:${code}`, status, code, title, hint, id }, headers };
}

/** express and its file sender throw errors with a status; their messages may hold paths and are not passed on. */
function fromLibrary(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  if (error.status < 400 || error.status > 499) return undefined;
  if (error.status === 400) return new Refusal('bad-request', 'bad-path', 'The path of the request cannot be decoded.', 'Encode it as UTF-8, once.');
  return new Refusal('not-found', 'not-found', 'There is nothing at this address.', 'GET /api/docs lists what there is.');
}
