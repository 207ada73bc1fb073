import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';
import type { Output } from './output.js';

/**
 * Writes an answer to a file, or to standard output. The file has its name only once it is whole: until then, and after a failure or an interruption,
 * there is none under it. Bytes that are no text are not written to a terminal.
 */
export async function saveDownload(answer: IncomingMessage, file: string | undefined, output: Output): Promise<void> {
  const bytes = new CountedBytes(file !== undefined && process.stderr.isTTY);
  if (file === undefined) {
    if (output.isTerminal && !isText(answer)) {
      answer.destroy();
      throw new Failure('binary-to-terminal', 'this answer is no text', 'name a file with --output, or send it on with a pipe', exitCodes.usage);
    }
    await whole(pipeline(answer, bytes, process.stdout, { end: false }));
    return;
  }
  await writeWhole(answer, bytes, file);
  if (output.json) output.object({ output: file, bytes: bytes.count });
  else output.remark(`${file}: ${megabytes(bytes.count)}`);
}

async function writeWhole(answer: IncomingMessage, bytes: CountedBytes, file: string): Promise<void> {
  const part = `${file}.part`;
  const interruption = new Failure('interrupted', 'the download was interrupted', `${file} was not written`, exitCodes.interrupted);
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort(interruption);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    await whole(pipeline(answer, bytes, createWriteStream(part), { signal: interrupted.signal }).then(() => rename(part, file)));
  } catch (failure) {
    await rm(part, { force: true });
    throw interrupted.signal.aborted ? interruption : failure;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}

async function whole(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (cause) {
    const isDisk = cause instanceof Error && 'syscall' in cause && ['open', 'write', 'rename'].includes(String(cause.syscall));
    if (isDisk) throw new Failure('not-written', `the file cannot be written: ${cause.message}`, 'choose another place with --output', exitCodes.failed, cause);
    throw new Failure('broken-off', 'the answer broke off before its end', 'the log of the daemon says why: .runkeep/logs', exitCodes.failed, cause);
  }
}

function isText({ headers }: IncomingMessage): boolean {
  return /^text\/|json/.test(headers['content-type'] ?? '');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Counts what passes, and says so on a terminal four times a second. */
class CountedBytes extends Transform {
  count = 0;
  readonly #isShown: boolean;
  #last = 0;

  constructor(isShown: boolean) {
    super();
    this.#isShown = isShown;
  }

  override _transform(bytes: Buffer, _encoding: string, done: (failure: null, bytes: Buffer) => void): void {
    this.count += bytes.length;
    const now = performance.now();
    if (this.#isShown && now - this.#last > 250) {
      this.#last = now;
      process.stderr.write(`\r\u001b[K${megabytes(this.count)}`);
    }
    done(null, bytes);
  }

  override _flush(done: () => void): void {
    if (this.#isShown) process.stderr.write('\r\u001b[K');
    done();
  }
}
