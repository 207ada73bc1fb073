import { Byte, skipSpace } from './bytes.js';
import { NumberToken } from './number-token.js';
import { stringEnd, stringText } from './string-token.js';

/** What a document may hold: objects have no prototype, integers beyond 2^53 are bigint, bare NaN and Infinity are numbers. */
export type DocumentValue = string | number | bigint | boolean | null | readonly DocumentValue[] | DocumentObject;
export interface DocumentObject {
  readonly [key: string]: DocumentValue;
}

const deepest = 64;
/** Digits beyond which an integer is read as a double: making a bigint of a text takes more than linear time. */
const longestInteger = 4096;
const words = new Map<string, boolean | null>([['true', true], ['false', false], ['null', null]]);

/** The value of a JSON document written by Python's `json` (DISK-12); undefined when it is not whole. */
export function readDocument(bytes: Buffer): DocumentValue | undefined {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const reader = new DocumentReader(bytes, start);
  try {
    return reader.whole();
  } catch (fault) {
    if (fault instanceof NotWhole) return undefined;
    throw fault;
  }
}

class NotWhole extends Error {}

class DocumentReader {
  readonly #bytes: Buffer;
  readonly #number = new NumberToken();
  #at: number;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  whole(): DocumentValue {
    const value = this.#value(0);
    if (this.#peek() !== undefined) throw new NotWhole();
    return value;
  }

  #peek(): number | undefined {
    this.#at = skipSpace(this.#bytes, this.#at, this.#bytes.length);
    return this.#bytes[this.#at];
  }

  #take(byte: number): boolean {
    if (this.#peek() !== byte) return false;
    this.#at++;
    return true;
  }

  #value(depth: number): DocumentValue {
    if (depth > deepest) throw new NotWhole();
    const first = this.#peek();
    if (first === Byte.openBrace) return this.#object(depth);
    if (first === Byte.openBracket) return this.#array(depth);
    return first === Byte.quote ? this.#string() : this.#scalar();
  }

  #object(depth: number): DocumentObject {
    const object = Object.create(null) as Record<string, DocumentValue>;
    this.#at++;
    if (this.#take(Byte.closeBrace)) return object;
    do {
      if (this.#peek() !== Byte.quote) throw new NotWhole();
      const key = this.#string();
      if (!this.#take(Byte.colon)) throw new NotWhole();
      object[key] = this.#value(depth + 1);
    } while (this.#take(Byte.comma));
    if (!this.#take(Byte.closeBrace)) throw new NotWhole();
    return object;
  }

  #array(depth: number): DocumentValue[] {
    const array: DocumentValue[] = [];
    this.#at++;
    if (this.#take(Byte.closeBracket)) return array;
    do array.push(this.#value(depth + 1));
    while (this.#take(Byte.comma));
    if (!this.#take(Byte.closeBracket)) throw new NotWhole();
    return array;
  }

  #string(): string {
    const end = stringEnd(this.#bytes, this.#at, this.#bytes.length);
    if (end < 0) throw new NotWhole();
    const text = stringText(this.#bytes, this.#at, end);
    this.#at = end;
    return text;
  }

  #scalar(): DocumentValue {
    for (const [word, value] of words) {
      if (this.#bytes.toString('latin1', this.#at, this.#at + word.length) !== word) continue;
      this.#at += word.length;
      return value;
    }
    const start = this.#at;
    const value = this.#number.read(this.#bytes, start);
    if (this.#number.end < 0) throw new NotWhole();
    this.#at = this.#number.end;
    const text = this.#bytes.toString('latin1', start, this.#at);
    const isInteger = /^-?\d+$/.test(text) && text.length <= longestInteger;
    return isInteger && !Number.isSafeInteger(value) ? BigInt(text) : value;
  }
}
