import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../api/errors.js';
import { writeAtomic } from '../kernel/atomic-file.js';

const shape = /^rk_[A-Za-z0-9_-]{43}$/;

/** The bearer token on disk: one line in `.runkeep/token`, 0600 (SEC-14). The daemon keeps its digest only. */
export class TokenFile {
  readonly #path: string;
  #digest: Buffer = Buffer.alloc(0);
  #seen = '';

  constructor(keep: string) {
    this.#path = join(keep, 'token');
  }

  /** SHA-256 of the token. */
  get digest(): Buffer {
    return this.#digest;
  }

  /** Reads the token, or makes one where there is none. */
  open(): void {
    const token = this.#read();
    if (token === undefined) this.replace();
    else this.#digest = sha256(token);
  }

  /** Writes a new token over the old one. */
  replace(): void {
    const token = `rk_${randomBytes(32).toString('base64url')}`;
    writeAtomic(this.#path, `${token}\n`);
    this.#seen = identity(this.#path);
    this.#digest = sha256(token);
  }

  /** True when somebody else put another token in place since the last look. A removed token is made anew. */
  hasChanged(): boolean {
    if (identity(this.#path) === this.#seen) return false;
    const before = this.#digest;
    this.open();
    return !this.#digest.equals(before);
  }

  #read(): string | undefined {
    let fd: number;
    this.#seen = identity(this.#path);
    try {
      fd = openSync(this.#path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new StartError('token-unreadable', 'the token file .runkeep/token cannot be read', 'remove it; the daemon makes a new one', 74, cause);
    }
    try {
      return checked(fd);
    } finally {
      closeSync(fd);
    }
  }
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checked(fd: number): string {
  const { mode, uid } = fstatSync(fd);
  const self = process.getuid?.();
  if (self !== undefined && ((mode & 0o077) !== 0 || uid !== self)) throw new StartError('unsafe-permissions', 'the token file .runkeep/token can be read by others', 'remove it (the daemon makes a new one), or chmod 600 it', 74);
  const token = readFileSync(fd, 'latin1').trim();
  if (shape.test(token)) return token;
  throw new StartError('token-unreadable', 'the token file .runkeep/token does not hold a token', 'remove it; the daemon makes a new one', 74);
}

function identity(path: string): string {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.dev}:${stat.ino}:${stat.mtimeNs}:${stat.size}`;
}
