import { createHash } from 'node:crypto';

/** The id of the run kept in `dir` (relative to the root): a UUIDv8 from its SHA-256, so that a rebuild gives the same (DISK-03). */
export function experimentId(dir: string): string {
  const bytes = createHash('sha256').update(dir).digest().subarray(0, 16);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x80;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Has the text the form of an experiment's id? */
export function isExperimentId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
