/** Something the user can act on: a sentence, a hint, and the code with which the process ends. */
export class Failure extends Error {
  readonly code: string;
  readonly hint: string;
  readonly exitCode: number;

  constructor(code: string, sentence: string, hint: string, exitCode: number, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}
