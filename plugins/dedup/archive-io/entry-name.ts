import type { RefusalCode } from './refusal.js';

const longestPath = 1024;
const longestPart = 255;
const deepest = 32;
const control = /[\u0000-\u001f\u007f-\u009f]/u;
const bidirectional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const special = /[\\:*?"<>|]/u;
const loneSurrogate = /\p{Surrogate}/u;
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;

export interface NameFault {
  readonly code: Extract<RefusalCode, 'bad-entry-name' | 'limit'>;
  readonly why: string;
}

/** What is wrong with the path of an entry, undefined when nothing is: nothing is repaired (SEC-30, the characters of SEC-32). A leading dot is fine: runs hold such files. */
export function nameFault(name: string): NameFault | undefined {
  const parts = name.split('/');
  const tooLarge = sizeFault(name, parts);
  if (tooLarge !== undefined) return { code: 'limit', why: tooLarge };
  const why = parts.map(partFault).find((fault) => fault !== undefined);
  return why === undefined ? undefined : { code: 'bad-entry-name', why };
}

/** Names that some file system takes for one another have the same key. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

function sizeFault(name: string, parts: readonly string[]): string | undefined {
  if (Buffer.byteLength(name) > longestPath) return `it is longer than ${longestPath} bytes`;
  if (parts.length > deepest) return `it is deeper than ${deepest} folders`;
  if (parts.some((part) => Buffer.byteLength(part) > longestPart)) return `a part of it is longer than ${longestPart} bytes`;
  return undefined;
}

function partFault(part: string): string | undefined {
  if (part === '' || part === '.' || part === '..') return 'it is no plain relative path';
  if (control.test(part) || bidirectional.test(part) || loneSurrogate.test(part)) return 'it holds characters that drive a terminal, or none';
  if (special.test(part)) return 'it holds one of \\ : * ? " < > |';
  if (/^ |[. ]$/u.test(part)) return 'a part of it begins or ends with a blank, or ends with a dot';
  if (reserved.test(part)) return 'Windows reserves a part of it';
  if (nameKey(part) === '.runkeep') return 'it leads into the folder of the daemon';
  return undefined;
}
