import { refused } from './refusal.js';
import type { TarHeader } from './tar-header.js';

/** What records in front of a header say instead of it. */
export interface TarRecords {
  readonly name?: Buffer;
  readonly size?: number;
}

const mostBytes = 2 ** 20;

/** Is this header one that only speaks of the next one? */
export function isRecords({ type }: TarHeader): boolean {
  return 'xgLK'.includes(type);
}

/** Refuses records that are too long before they are read. */
export function assertShort({ size }: TarHeader): void {
  if (size > mostBytes) throw refused('limit', `The archive holds ${size} bytes about one entry; at most ${mostBytes} are read.`);
}

/** What the body of such a header says, laid over what came before. Owners and times are passed over, links are refused with their entry. */
export function readRecords(before: TarRecords, { type }: TarHeader, body: Buffer): TarRecords {
  if (type === 'L') return { ...before, name: withoutEnd(body) };
  if (type !== 'x') return before;
  const records = extended(body);
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) throw refused('entry-type', 'The archive holds a sparse file.');
  const [name, size] = [records.get('path'), records.get('size')?.toString('latin1')];
  if (size !== undefined && !/^\d{1,15}$/u.test(size)) throw damaged();
  return { ...before, ...(name !== undefined && { name }), ...(size !== undefined && { size: Number(size) }) };
}

/** GNU tar ends a long name with one NUL. */
function withoutEnd(body: Buffer): Buffer {
  return body.at(-1) === 0 ? body.subarray(0, -1) : body;
}

/** Lines of the form `<length> <key>=<value>\n`. */
function extended(body: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < body.length; ) {
    const length = /^(\d{1,7}) /u.exec(body.toString('latin1', at, at + 8))?.[1];
    const end = at + Number(length ?? 0);
    const equals = body.indexOf(0x3d, at);
    if (length === undefined || end > body.length || body[end - 1] !== 0x0a || equals === -1 || equals >= end) throw damaged();
    records.set(body.toString('utf8', at + length.length + 1, equals), body.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

function damaged(): Error {
  return refused('archive-damaged', 'The archive holds records that cannot be read.');
}
