/** Families of wrong asking; the HTTP room maps each to one status. */
export type ErrorFamily =
  | 'bad-request' // 400
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not-found' // 404
  | 'not-allowed' // 405
  | 'conflict' // 409
  | 'too-large' // 413
  | 'unsupported' // 415
  | 'misdirected' // 421
  | 'invalid' // 422
  | 'too-many' // 429
  | 'not-offered' // 501
  | 'busy' // 503
  | 'no-space'; // 507

/** Someone asked wrongly, or the machine cannot: a stable `code`, a sentence naming the thing, and a `hint` on what to do. */
export class RunkeepError extends Error {
  readonly family: ErrorFamily;
  readonly code: string;
  readonly hint: string;

  constructor(family: ErrorFamily, code: string, sentence: string, hint: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'RunkeepError';
    this.family = family;
    this.code = code;
    this.hint = hint;
  }
}

/** The daemon cannot start or go on; `exitCode` follows the table in daemon/README.md. */
export class StartError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly exitCode: number;

  constructor(code: string, sentence: string, hint: string, exitCode: number, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'StartError';
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}
