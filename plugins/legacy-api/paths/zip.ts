import { createDeflateRaw, crc32 } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { PassThrough, Readable } from 'node:stream';

/** One file of an archive, whose bytes come part by part. */
export interface ZipEntry {
  /** With `/`, relative. */
  readonly name: string;
  readonly parts: AsyncIterable<Uint8Array>;
}

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

const largest = 0xffff_ffff;
/** Sizes follow the data (bit 3), and names are UTF-8 (bit 11). */
const flags = 0x0808;
const deflated = 8;
/** 1980-01-01: the answer is the same whenever it is asked for. */
const noDate = 0x21;

/** A ZIP archive (PKWARE APPNOTE 6.3, without ZIP64) written while its entries are read; beyond 4 GiB it breaks off. */
export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name, parts } of entries) {
    const bytes = Buffer.from(name);
    const head = localHeader(bytes);
    yield head;
    const sums = { crc: 0, packed: 0, size: 0 };
    for await (const part of packed(parts, sums)) yield part;
    yield descriptor(sums);
    written.push({ name: bytes, ...sums, offset });
    offset += head.length + sums.packed + 16;
    if (offset > largest || sums.size > largest) throw new Error('the archive is larger than 4 GiB');
  }
  const directory = Buffer.concat(written.map(centralHeader));
  yield directory;
  yield endRecord(written.length, directory.length, offset);
}

async function* packed(parts: AsyncIterable<Uint8Array>, sums: { crc: number; packed: number; size: number }): AsyncGenerator<Uint8Array> {
  const out = new PassThrough();
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const part of parts) {
      sums.crc = crc32(part, sums.crc);
      sums.size += part.length;
      yield part;
    }
  };
  const done = pipeline(Readable.from(counted(), { objectMode: false }), createDeflateRaw({ level: 1 }), out);
  // A failure ends `out`, whose reader then throws it.
  done.catch(() => undefined);
  for await (const part of out as AsyncIterable<Uint8Array>) {
    sums.packed += part.length;
    yield part;
  }
  await done;
}

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(deflated, 8);
  head.writeUInt16LE(noDate, 12);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function descriptor({ crc, packed: packedSize, size }: { readonly crc: number; readonly packed: number; readonly size: number }): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(packedSize, 8);
  bytes.writeUInt32LE(size, 12);
  return bytes;
}

function centralHeader({ name, crc, packed: packedSize, size, offset }: Written): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(20, 6);
  head.writeUInt16LE(flags, 8);
  head.writeUInt16LE(deflated, 10);
  head.writeUInt16LE(noDate, 14);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(packedSize, 20);
  head.writeUInt32LE(size, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt32LE(offset, 42);
  return Buffer.concat([head, name]);
}

function endRecord(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
