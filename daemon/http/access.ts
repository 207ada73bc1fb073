import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../api/clock.js';
import type { Log } from '../api/log.js';
import { readAccess, writeAccess } from './access-state.js';
import { Sessions } from './sessions.js';
import { sha256, type TokenFile } from './token-file.js';

const usedEverySeconds = 3600;

/** Who may enter: the token, its generation and the sessions opened under it, kept in `.runkeep/access.json`. */
export class Access {
  readonly #keep: string;
  readonly #token: TokenFile;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ended: (() => void)[] = [];
  #instance = '';
  #generation = 1;
  #sessions = new Sessions();
  #saved = 0;

  constructor(keep: string, token: TokenFile, clock: Clock, log: Log) {
    this.#keep = keep;
    this.#token = token;
    this.#clock = clock;
    this.#log = log;
  }

  /** Distinguishes this root's cookies from another daemon's on the same host. */
  get instance(): string {
    return this.#instance;
  }

  /** Rises with every new token; what was given out under an older one is dead (SEC-17). */
  get generation(): number {
    return this.#generation;
  }

  /** SHA-256 of the token: the key with which the daemon proves itself (SEC-18). */
  get tokenDigest(): Buffer {
    return this.#token.digest;
  }

  /** Reads the token and what was given out under it. A token that is not the one of then has no sessions. */
  open(): void {
    this.#token.open();
    const state = readAccess(this.#keep);
    const isSame = state?.token === this.#token.digest.toString('hex');
    this.#instance = state?.instance ?? randomBytes(4).toString('hex');
    this.#generation = state === undefined ? 1 : isSame ? state.generation : state.generation + 1;
    this.#sessions = new Sessions(isSame ? state.sessions : []);
    this.save();
  }

  /** Called whenever sessions may have ended, after they did. */
  onEnded(listener: () => void): void {
    this.#ended.push(listener);
  }

  isToken(text: string): boolean {
    return timingSafeEqual(sha256(text), this.#token.digest);
  }

  startSession(): string {
    const cookie = this.#sessions.start(this.#clock.now());
    this.#changed();
    return cookie;
  }

  findSession(cookie: string): string | undefined {
    const now = this.#clock.now();
    const found = this.#sessions.find(cookie, now);
    if (found !== undefined && now - this.#saved > usedEverySeconds) this.save();
    return found;
  }

  hasSession(id: string): boolean {
    return this.#sessions.has(id, this.#clock.now());
  }

  endSession(id: string): void {
    this.#sessions.end(id);
    this.#changed();
  }

  /** A new token; everything given out under the old one is dead. */
  rotate(): void {
    this.#token.replace();
    this.#renew();
  }

  /** Looks whether somebody replaced the token on disk, and then does as `rotate`. */
  followFile(): void {
    try {
      if (this.#token.hasChanged()) this.#renew();
    } catch (error) {
      this.#log.error('the token file was replaced by something that is no token; the old one stays in force', { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  save(): void {
    this.#saved = this.#clock.now();
    writeAccess(this.#keep, { instance: this.#instance, generation: this.#generation, token: this.#token.digest.toString('hex'), sessions: [...this.#sessions.stored] });
  }

  /** Keeps the last uses. They are all that can be lost: a root that went away is no reason to fail a stop. */
  close(): void {
    try {
      this.save();
    } catch (error) {
      this.#log.warn('the last uses of the sessions could not be kept', { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  #renew(): void {
    this.#generation += 1;
    this.#sessions = new Sessions();
    this.#log.info('the token was replaced: all sessions ended', { generation: this.#generation });
    this.#changed();
  }

  #changed(): void {
    this.save();
    for (const listener of this.#ended) listener();
  }
}
