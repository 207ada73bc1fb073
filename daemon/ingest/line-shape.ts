import { ascii, Byte, startsWith } from './json/bytes.js';
import { valueEnd } from './json/members.js';
import { NumberToken } from './json/number-token.js';
import { stringEnd, stringText } from './json/string-token.js';

export const shapeHead = ascii('{"ts": ');
export const shapeMiddle = ascii(', "type": "metrics", "data": {');

/** What a key of a learnt line means. */
export const Role = { metric: 0, step: 1, stage: 2, time: 3 } as const;
export type Role = (typeof Role)[keyof typeof Role];

/** The key sequence of a line as the SDK writes it. Lines of one shape differ in their values only. */
export interface LineShape {
  /** The bytes `"key": ` of each key. */
  readonly keys: readonly Uint8Array[];
  readonly roles: readonly Role[];
  readonly names: readonly string[];
}

const number = new NumberToken();

/**
 * Learns the shape of a line in [start, end) that holds one whole metrics event and nothing else; undefined when it is
 * not written as the SDK writes, when keys repeat, or when values are no numbers, so that a shape could not help.
 */
export function shapeOf(bytes: Buffer, start: number, end: number): LineShape | undefined {
  if (!startsWith(bytes, start, shapeHead)) return undefined;
  number.read(bytes, start + shapeHead.length);
  if (number.end < 0 || !startsWith(bytes, number.end, shapeMiddle)) return undefined;
  const keys: Uint8Array[] = [];
  const names = new Set<string>();
  let p = number.end + shapeMiddle.length;
  while (bytes[p] === Byte.quote) {
    const keyEnd = stringEnd(bytes, p, end);
    if (bytes[keyEnd] !== Byte.colon || bytes[keyEnd + 1] !== Byte.space) return undefined;
    const name = stringText(bytes, p, keyEnd);
    const first = bytes[keyEnd + 2];
    const isText = first === Byte.quote || first === Byte.n || first === Byte.openBrace || first === Byte.openBracket;
    if (names.has(name) || (isText && name !== 'stage')) return undefined;
    names.add(name);
    keys.push(Uint8Array.from(bytes.subarray(p, keyEnd + 2)));
    p = valueEnd(bytes, keyEnd + 2, end);
    if (bytes[p] === Byte.comma && bytes[p + 1] === Byte.space) p += 2;
  }
  if (keys.length === 0 || p + 2 !== end) return undefined;
  return { keys, roles: rolesOf(names), names: [...names] };
}

function rolesOf(names: ReadonlySet<string>): Role[] {
  const stepName = names.has('global_step') ? 'global_step' : 'step';
  return [...names].map((name) => {
    if (name === stepName) return Role.step;
    if (name === 'stage') return Role.stage;
    return name === 'time' ? Role.time : Role.metric;
  });
}
