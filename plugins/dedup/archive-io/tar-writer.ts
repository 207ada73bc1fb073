import { tarBlock } from './tar-header.js';

const longestName = 100;
/** What 11 octal digits hold. */
const longestSize = 8 ** 11 - 1;

/** The header of a file, with extended records in front where the name or the size does not fit (POSIX pax). */
export function tarFileHeader(name: string, size: number): Buffer {
  const records = { ...(Buffer.byteLength(name) > longestName || /[^\x20-\x7e]/u.test(name) ? { path: name } : {}), ...(size > longestSize ? { size: String(size) } : {}) };
  const plain = header(name, Math.min(size, longestSize), '0');
  if (Object.keys(records).length === 0) return plain;
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value)));
  return Buffer.concat([header('PaxHeader', body.length, 'x'), body, tarPadding(body.length), plain]);
}

/** What fills a body up to whole blocks. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((tarBlock - (size % tarBlock)) % tarBlock);
}

/** What a tar ends with. */
export const tarEnd = Buffer.alloc(2 * tarBlock);

function header(name: string, size: number, type: string): Buffer {
  const block = Buffer.alloc(tarBlock);
  Buffer.from(name).copy(block, 0, 0, longestName);
  block.write('0000644\0', 100, 'latin1');
  block.write('0000000\0', 108, 'latin1');
  block.write('0000000\0', 116, 'latin1');
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('00000000000\0', 136, 'latin1');
  block.write(`        ${type}`, 148, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + String(rest.length).length;
  if (String(length).length > String(rest.length).length) length = rest.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
