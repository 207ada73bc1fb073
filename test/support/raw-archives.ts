import { crc32, deflateRawSync } from 'node:zlib';

/** A member of a tar exactly as it is to be written down. */
export interface RawMember {
  readonly name: string | Uint8Array;
  readonly body?: Uint8Array | string;
  /** What the header says; the length of the body unless told. */
  readonly size?: number;
  readonly type?: string;
  readonly link?: string;
  readonly mode?: number;
}

const block = 512;

/** A header of a tar, whatever it says. */
export function rawHeader({ name, body = '', size = Buffer.byteLength(body), type = '0', link = '', mode = 0o644 }: RawMember): Buffer {
  const header = Buffer.alloc(block);
  Buffer.from(name).copy(header, 0, 0, 100);
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(`        ${type}`, 148, 'latin1');
  header.write(link, 157, 100, 'utf8');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Header, body and padding of a member; longer names get an extended record in front. */
export function rawMember(member: RawMember): Buffer {
  const body = Buffer.from(member.body ?? '');
  const parts = [rawHeader(member), body, Buffer.alloc((block - (body.length % block)) % block)];
  return Buffer.concat(Buffer.byteLength(member.name) > 100 ? [rawMember({ name: 'PaxHeader', type: 'x', body: record('path', String(member.name)) }), ...parts] : parts);
}

/** A whole tar. */
export function rawTar(members: readonly RawMember[]): Buffer {
  return Buffer.concat([...members.map(rawMember), Buffer.alloc(2 * block)]);
}

/** `<length> <key>=<value>\n` of an extended header. */
export function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = [...Array(9).keys()].map((digits) => Buffer.byteLength(rest) + digits).find((all) => all === Buffer.byteLength(rest) + String(all).length);
  return `${length}${rest}`;
}

/** An entry of a zip exactly as it is to be written down. */
export interface RawEntry {
  readonly name: string;
  readonly body?: Uint8Array | string;
  /** What both headers say; the length of the body unless told. */
  readonly size?: number;
  /** Unix mode with its type bits; 0: made on another system. */
  readonly mode?: number;
  readonly stored?: boolean;
}

/** The parts of a zip, so that they can be put together wrongly. */
export interface RawZip {
  readonly bodies: Buffer;
  /** A record of the central directory for each entry. */
  readonly directory: readonly Buffer[];
}

export function rawZip(entries: readonly RawEntry[]): RawZip {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = rawEntry(entry, offset);
    bodies.push(local);
    directory.push(central);
    offset += local.length;
  }
  return { bodies: Buffer.concat(bodies), directory };
}

/** A zip of its parts, each as it is given. */
export function zipOf({ bodies, directory }: RawZip, { start = bodies.length, entries = directory.length, comment = '' } = {}): Buffer {
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(start, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([bodies, central, end, Buffer.from(comment, 'latin1')]);
}

function rawEntry({ name, body = '', size, mode = 0, stored = false }: RawEntry, offset: number): { readonly local: Buffer; readonly central: Buffer } {
  const bytes = Buffer.from(body);
  const packed = stored ? bytes : deflateRawSync(bytes);
  const fields = Buffer.alloc(22);
  fields.writeUInt16LE(0x0800, 0);
  fields.writeUInt16LE(stored ? 0 : 8, 2);
  fields.writeUInt32LE(crc32(bytes), 8);
  fields.writeUInt32LE(packed.length, 12);
  fields.writeUInt32LE(size ?? bytes.length, 16);
  fields.writeUInt16LE(Buffer.byteLength(name), 20);
  const central = Buffer.alloc(46);
  central.write('PK\x01\x02', 0, 'latin1');
  central.writeUInt16LE(mode === 0 ? 20 : 0x0314, 4);
  central.writeUInt16LE(20, 6);
  fields.copy(central, 8);
  central.writeUInt16LE(mode, 40);
  central.writeUInt32LE(offset, 42);
  return { local: Buffer.concat([Buffer.from('PK\x03\x04\x14\0', 'latin1'), fields, Buffer.alloc(2), Buffer.from(name), packed]), central: Buffer.concat([central, Buffer.from(name)]) };
}
