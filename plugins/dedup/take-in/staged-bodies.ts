import { createHash } from 'node:crypto';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the bytes of an entry wait until the whole archive was found right. */
export interface StagedBody {
  readonly sha256: string;
  readonly size: number;
  /** In the pack from `offset` on, or in a file of its own. */
  readonly place: { readonly offset: number } | { readonly file: string };
}

/** A body up to this size is packed with others: making and removing 100,000 small files takes longer than an archive may. */
const packedBytes = 64 * 1024;
const bufferBytes = 1 << 20;

/** The bodies of one archive in a folder of ours. */
export class StagedBodies {
  readonly #folder: string;
  #pack: FileHandle | undefined;
  #packed = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #files = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes the bytes of an entry that says it has `size`; `moved` hears of each piece. */
  async add(size: number, pieces: AsyncIterable<Buffer>, moved: (bytes: number) => void): Promise<StagedBody> {
    const hash = createHash('sha256');
    const place = size > packedBytes ? await this.#openOwn() : { offset: this.#packed };
    let count = 0;
    try {
      for await (const piece of pieces) {
        hash.update(piece);
        count += piece.length;
        moved(piece.length);
        await ('own' in place ? place.own.writeFile(piece) : this.#append(piece));
      }
    } finally {
      if ('own' in place) await place.own.close();
    }
    return { sha256: hash.digest('hex'), size: count, place: 'own' in place ? { file: place.file } : place };
  }

  /** The bytes of a small body, at most `most` of them. */
  async read(body: StagedBody, most: number): Promise<Buffer> {
    const file = 'file' in body.place ? await open(body.place.file, 'r') : await this.#opened();
    try {
      const length = Math.min(most, body.size);
      await this.#flush();
      return (await file.read(Buffer.alloc(length), 0, length, 'offset' in body.place ? body.place.offset : 0)).buffer;
    } finally {
      if ('file' in body.place) await file.close();
    }
  }

  /** Makes a durable file of the body; it is taken out of here. */
  async moveTo(body: StagedBody, path: string, mode: number): Promise<void> {
    if ('file' in body.place) await rename(body.place.file, path);
    const file = await open(path, 'file' in body.place ? 'r+' : 'wx', mode);
    try {
      if ('offset' in body.place) await file.writeFile(await this.read(body, body.size));
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async close(): Promise<void> {
    await this.#pack?.close();
    this.#pack = undefined;
  }

  async #openOwn(): Promise<{ readonly file: string; readonly own: FileHandle }> {
    const file = join(this.#folder, `body-${this.#files++}`);
    return { file, own: await open(file, 'wx', 0o600) };
  }

  async #append(piece: Buffer): Promise<void> {
    // the piece is a part of a larger buffer, which must not stay for it
    this.#waiting.push(Buffer.from(piece));
    this.#packed += piece.length;
    this.#waitingBytes += piece.length;
    if (this.#waitingBytes >= bufferBytes) await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await (await this.#opened()).writeFile(bytes);
  }

  async #opened(): Promise<FileHandle> {
    return (this.#pack ??= await open(join(this.#folder, 'pack'), 'wx+', 0o600));
  }
}
