import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../api/clock.js';
import type { MediaDoor } from '../api/media.js';
import { Refusal } from './refusal.js';

const lifeSeconds = 600;
const foldersBeforePruning = 4096;

export interface SignedFile {
  readonly folder: string;
  readonly name: string;
}

/** Makes and checks the links of `/media/...`: capabilities that name no folder, expire, and die with the token's generation (SEC-26). */
export class SignedMedia implements MediaDoor {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #folders = new Map<string, { readonly folder: string; readonly ends: number }>();
  #generation = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Links made under another generation are dead from now on. */
  follow(generation: number): void {
    this.#generation = generation;
  }

  link(folder: string, name: string): string {
    const ends = Math.ceil(this.#clock.now()) + lifeSeconds;
    const id = this.#mac(`folder ${folder}`).subarray(0, 16).toString('base64url');
    this.#prune();
    this.#folders.set(id, { folder, ends });
    const path = `/media/${id}/${wellFormed(name).split('/').map(encodeURIComponent).join('/')}`;
    return `${path}?e=${ends}&s=${this.#sign(path, ends)}`;
  }

  /** The file that a link stands for, after exactly one decoding; anything but an intact, living link is refused. */
  open(path: string, expires: string, signature: string): SignedFile {
    const ends = /^\d{1,12}$/.test(expires) ? Number(expires) : 0;
    const expected = Buffer.from(this.#sign(path, ends));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('The link is not one that the daemon gave.');
    const [id = '', ...components] = path.slice('/media/'.length).split('/');
    const folder = this.#folders.get(id);
    if (folder === undefined || this.#clock.now() >= ends) throw refused('The link has expired.');
    return { folder: folder.folder, name: components.map(decodeURIComponent).join('/') };
  }

  #sign(path: string, ends: number): string {
    return this.#mac(`link ${this.#generation} ${ends} ${path}`).toString('base64url');
  }

  #mac(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }

  #prune(): void {
    if (this.#folders.size < foldersBeforePruning) return;
    const now = this.#clock.now();
    for (const [id, { ends }] of this.#folders) if (ends < now) this.#folders.delete(id);
  }
}

/** A lone surrogate names no file, and cannot be put into an address. */
function wellFormed(name: string): string {
  return Buffer.from(name).toString();
}

function refused(sentence: string): Refusal {
  return new Refusal('forbidden', 'bad-link', sentence, 'Load the page anew: links to media last 10 minutes.');
}
