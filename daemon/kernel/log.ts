import pino, { type Logger } from 'pino';
import { z } from 'zod';
import type { Log } from '../api/log.js';
import { RotatingFile } from './rotating-file.js';

export const logConfig = z.strictObject({
  level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  fileBytes: z.number().int().min(65_536).default(10_485_760).describe('size at which the log file is rotated'),
  files: z.number().int().min(1).max(100).default(10),
});

const secrets = ['authorization', 'cookie', 'token', 'code', 's', 'ticket', 'csrf'];

/** A log that writes JSON lines to stderr, and to a rotated file when a folder is given. */
export function openLog(config: z.infer<typeof logConfig>, folder: string | undefined): { readonly log: Log; readonly close: () => void } {
  const file = folder === undefined ? undefined : new RotatingFile(folder, 'daemon.log', config.fileBytes, config.files);
  const stderr = pino.destination({ dest: 2, sync: true });
  const streams = pino.multistream([{ level: 'debug', stream: stderr }, ...(file === undefined ? [] : [{ level: 'debug' as const, stream: file }])]);
  const logger = pino({ level: config.level, base: null, redact: [...secrets, ...secrets.map((name) => `*.${name}`)], timestamp: pino.stdTimeFunctions.isoTime }, streams);
  return { log: new PinoLog(logger), close: () => file?.close() };
}

class PinoLog implements Log {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  debug(message: string, fields = {}): void {
    this.#logger.debug(fields, message);
  }

  info(message: string, fields = {}): void {
    this.#logger.info(fields, message);
  }

  warn(message: string, fields = {}): void {
    this.#logger.warn(fields, message);
  }

  error(message: string, fields = {}): void {
    this.#logger.error(fields, message);
  }

  child(fields: Readonly<Record<string, unknown>>): Log {
    return new PinoLog(this.#logger.child(fields));
  }
}
