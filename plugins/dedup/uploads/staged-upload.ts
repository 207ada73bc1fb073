import { createHash, type Hash } from 'node:crypto';
import type { PoolFile, PoolFiles } from '../pool/pool-files.js';
import type { Announced } from '../pool/staging-names.js';

const pieceBytes = 1 << 20;

/** An upload's file in `.staging`: bytes are added at its durable end, and hashed on their way in pieces that hold the main thread for less than a millisecond. */
export class StagedUpload {
  readonly announced: Announced;
  /** Absolute path. */
  readonly path: string;
  readonly #files: PoolFiles;
  #offset: number;
  #hash: Hash | undefined;
  #isDurable: boolean;

  constructor(files: PoolFiles, path: string, announced: Announced, found: { readonly offset: number }) {
    this.#files = files;
    this.path = path;
    this.announced = announced;
    this.#offset = found.offset;
    this.#hash = found.offset === 0 ? createHash('sha256') : undefined;
    this.#isDurable = found.offset === 0;
  }

  /** Bytes that survive a power cut; what a crash of the daemon left is made to, before it is told. */
  async durableOffset(): Promise<number> {
    if (!this.#isDurable) await this.#withFile('read', (file) => file.sync());
    this.#isDurable = true;
    return this.#offset;
  }

  /** Adds bytes until they end; they are durable afterwards, also where their source failed. Rejects with the source's failure, or that of the disk. */
  async append(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#withFile('on', async (file) => {
      const hash = (this.#hash ??= await this.#hashed());
      try {
        for await (const pieces of gathered(bytes, this.announced.size - this.#offset)) await this.#write(file, pieces, hash);
      } finally {
        await file.sync();
        this.#isDurable = true;
      }
    });
  }

  /** SHA-256 of all that came, and the file made read-only and durable. */
  async seal(): Promise<string> {
    const hash = (this.#hash ??= await this.#hashed());
    await this.#withFile('read', async (file) => {
      await file.chmod(0o444);
      await file.sync();
    });
    return hash.copy().digest('hex');
  }

  async #write(file: PoolFile, pieces: readonly Uint8Array[], hash: Hash): Promise<void> {
    let left = pieces;
    while (left.length > 0) {
      const { bytesWritten } = await file.writev(left, this.#offset);
      const { taken, rest } = split(left, bytesWritten);
      for (const piece of taken) hash.update(piece);
      this.#offset += bytesWritten;
      this.#isDurable = false;
      left = rest;
    }
  }

  /** After a crash what is staged is read once more (REL-13). */
  async #hashed(): Promise<Hash> {
    const hash = createHash('sha256');
    await this.#withFile('read', async (file) => {
      const buffer = Buffer.allocUnsafe(pieceBytes);
      for (let at = 0; at < this.#offset; ) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(pieceBytes, this.#offset - at), at);
        if (bytesRead === 0) throw Object.assign(new Error(`EIO: ${this.path} ends before its length`), { code: 'EIO' });
        hash.update(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
    });
    return hash;
  }

  async #withFile<T>(how: 'on' | 'read', work: (file: PoolFile) => Promise<T>): Promise<T> {
    const file = await this.#files.open(this.path, how);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }
}

/** Bytes in lists of about 1 MiB, at most `room` in all: each write is a way to a thread and back. Ends with the failure of its source, after the bytes before it. */
async function* gathered(bytes: AsyncIterable<Uint8Array>, room: number): AsyncGenerator<readonly Uint8Array[]> {
  let pieces: Uint8Array[] = [];
  let [size, left] = [0, room];
  let failure: { readonly reason: unknown } | undefined;
  try {
    for await (const piece of bytes) {
      const fitting = piece.subarray(0, left);
      pieces.push(fitting);
      size += fitting.length;
      left -= fitting.length;
      if (fitting.length < piece.length) throw new TooLong();
      if (size < pieceBytes) continue;
      yield pieces;
      [pieces, size] = [[], 0];
    }
  } catch (reason) {
    failure = { reason };
  }
  if (size > 0) yield pieces;
  if (failure !== undefined) throw failure.reason;
}

/** More bytes came than were announced. */
export class TooLong extends Error {}

/** The first `bytes` of the pieces, and what follows them. */
function split(pieces: readonly Uint8Array[], bytes: number): { readonly taken: Uint8Array[]; readonly rest: Uint8Array[] } {
  const taken: Uint8Array[] = [];
  const rest: Uint8Array[] = [];
  let left = bytes;
  for (const piece of pieces) {
    if (left > 0) taken.push(piece.subarray(0, left));
    if (left < piece.length) rest.push(piece.subarray(left));
    left = Math.max(0, left - piece.length);
  }
  return { taken, rest };
}
