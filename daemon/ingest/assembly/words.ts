import { bucketCount, buckets, longestWord, words, wordsEnd } from './layout';

/** What a word of the file is for. Keys are kept as `"key": `, stages as `"stage"`. */
export namespace Role {
  export const metric: u32 = 0;
  export const globalStep: u32 = 1;
  export const step: u32 = 2;
  export const time: u32 = 3;
  export const stage: u32 = 4;
  /** The word is no key: it is the value of a stage. */
  export const value: u32 = 5;
}

/** Offsets in a word. Two spellings of one name share the `line`, `block` and `index` of the first: their owner. */
export const wordLine: usize = 0;
export const wordBlock: usize = 4;
export const wordIndex: usize = 8;
export const wordOwner: usize = 12;
export const wordRole: usize = 16;
export const wordLength: usize = 20;
/** The word that came behind it last time. */
export const wordNext: usize = 24;
const wordHash: usize = 28;
const wordChain: usize = 32;
const wordText: usize = 40;

/** Words of one hash after which no more are learnt: nobody can make the table slow. */
const longestChain: u32 = 64;
let free: usize = 0;

/** The word that stands for the beginning of a line. */
export let root: usize = 0;

export function forget(): void {
  memory.fill(buckets, 0, bucketCount << 2);
  free = words;
  root = append(0, 48);
}

/** Is the table too full for a word of any length? */
export function isFull(): bool {
  return free + wordText + longestWord + 16 > wordsEnd;
}

/** Does the word stand at `at`? Its text is padded with zeros to whole eights. */
@inline
export function standsAt(word: usize, at: usize): bool {
  const length = <usize>load<u32>(word, wordLength);
  const text = word + wordText;
  if (length >= 8) {
    const last = length - 8;
    if (load<u64>(text + last) != load<u64>(at + last)) return false;
    for (let i: usize = 0; i < last; i += 8) if (load<u64>(text + i) != load<u64>(at + i)) return false;
    return true;
  }
  return ((load<u64>(text) ^ load<u64>(at)) << (64 - (<u64>length << 3))) == 0 && length != 0;
}

/** The learnt word that stands at `at`, found by its hash; 0 when there is none. */
export function findWord(at: usize, tail: usize): usize {
  const end = quoteEnd(at);
  if (end == 0) return 0;
  const hash = hashOf(at, end);
  let word = <usize>load<u32>(bucketOf(hash));
  while (word != 0) {
    if (load<u32>(word, wordHash) == hash && load<u32>(word, wordLength) == <u32>(end - at + tail) && standsAt(word, at)) return word;
    word = load<u32>(word, wordChain);
  }
  return 0;
}

/** Keeps the word at `at`, `length` bytes with what follows its quote; answers 0 when it is none that is kept. */
export function addWord(at: usize, length: usize, role: u32, owner: usize): usize {
  const end = quoteEnd(at);
  if (end == 0 || length > longestWord || isFull()) return 0;
  const hash = hashOf(at, end);
  const bucket = bucketOf(hash);
  const head = load<u32>(bucket);
  let chain: u32 = 0;
  for (let word = <usize>head; word != 0; word = load<u32>(word, wordChain)) if (++chain == longestChain) return 0;
  const word = append(at, length);
  store<u32>(word, owner == 0 ? <u32>word : <u32>owner, wordOwner);
  store<u32>(word, role, wordRole);
  store<u32>(word, hash, wordHash);
  store<u32>(word, head, wordChain);
  store<u32>(bucket, <u32>word);
  return word;
}

function append(at: usize, length: usize): usize {
  const word = free;
  const size = (wordText + length + 15) & ~7;
  free += size;
  memory.fill(word, 0, size);
  if (at != 0) {
    store<u32>(word, <u32>length, wordLength);
    memory.copy(word + wordText, at, length);
  }
  // A word that expects itself is compared once in vain and then found by its hash.
  store<u32>(word, <u32>word, wordNext);
  return word;
}

@inline
function bucketOf(hash: u32): usize {
  return buckets + (<usize>(hash >> 18) << 2);
}

/** Position behind the string that begins with a quote at `at`; 0 when there is none in this line, or a longer one than is learnt. */
function quoteEnd(at: usize): usize {
  if (load<u8>(at) != 34) return 0;
  const stop = at + longestWord;
  let p = at + 1;
  while (p < stop) {
    const byte = load<u8>(p++);
    if (byte == 34) return p;
    // The byte behind a backslash ends no string, but an LF behind it ends the line.
    if (byte == 92 && load<u8>(p) != 10) p++;
    if (byte == 10) return 0;
  }
  return 0;
}

function hashOf(at: usize, end: usize): u32 {
  let hash: u32 = 0;
  for (let p = at; p < end; p++) hash = (hash ^ load<u8>(p)) * 0x01000193 + 0x9e3779b9;
  return hash ^ (hash >> 15);
}
