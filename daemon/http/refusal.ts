import { RunkeepError, type ErrorFamily } from '../api/errors.js';

const statuses: Readonly<Record<ErrorFamily, number>> = {
  'bad-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'not-allowed': 405,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  misdirected: 421,
  invalid: 422,
  'too-many': 429,
  'not-offered': 501,
  busy: 503,
  'no-space': 507,
};

export interface RefusalDetails {
  /** Where HTTP has a status that no family has (408, 414, 416, 426, 431). */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The fields at fault, as `detail` tells them where a route has it. */
  readonly detail?: unknown;
}

/** A RunkeepError of the HTTP edge, with what only HTTP knows: an own status, headers. */
export class Refusal extends RunkeepError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly detail: unknown;

  constructor(family: ErrorFamily, code: string, sentence: string, hint: string, details: RefusalDetails = {}) {
    super(family, code, sentence, hint);
    this.name = 'Refusal';
    this.status = details.status ?? statuses[family];
    this.headers = details.headers ?? {};
    this.detail = details.detail;
  }
}

/** The one mapper from error family to HTTP status. */
export function statusOf(error: RunkeepError): number {
  return error instanceof Refusal ? error.status : statuses[error.family];
}
