import { layOut, kind, name, names, offset, powers, registers, row, stage, stages, step, ts, value, window } from './layout';
import { Kind, readToken, tokenEnd, tokenKind } from './number';
import { addWord, findWord, forget, isFull, Role, root, standsAt, wordBlock, wordIndex, wordLength, wordLine, wordNext, wordOwner, wordRole } from './words';

export { kind, layOut, name, names, offset, powers, registers, row, stage, stages, step, ts, value, window };
export { addWord, findWord, forget, isFull, wordBlock, wordIndex };

/** Offsets of the registers: counts of the block, and where the scan stopped. */
const rowCount: usize = 0;
const pointCount: usize = 4;
const nameCount: usize = 8;
const stageCount: usize = 12;
const blockNumber: usize = 16;
const position: usize = 20;
const mostKeys: usize = 24;
const longestToken: usize = 28;

/** Why a line was left to the general path: it may be read the next time when its words are learnt, or not. */
namespace Surprise {
  export const none: i32 = 0;
  export const line: i32 = 1;
  export const word: i32 = 2;
}

const safest: f64 = 9007199254740991;
const keyTail: usize = 2;

let surprise: i32 = 0;
/** Counts the lines, so that a key that comes twice in one is seen. */
let line: u32 = 0;
/** Is `step` the step of lines without a global_step? Which of the two a line needs is only known at its end. */
let stepCounts: bool = false;
let wasWrongAboutStep: bool = false;

/** Reads the whole lines in [from, to) until one surprises; `toFile` makes a place in memory one in the file. */
export function scan(from: usize, to: usize, toFile: f64): i32 {
  let p = from;
  surprise = Surprise.none;
  while (p < to) {
    let next = readLine(p, toFile);
    if (next == 0 && wasWrongAboutStep) {
      stepCounts = !stepCounts;
      next = readLine(p, toFile);
    }
    if (next == 0) break;
    p = next;
  }
  store<u32>(registers, <u32>p, position);
  return p < to ? surprise : Surprise.none;
}

/** Reads one line into the columns; answers the position behind its LF, or 0, and then it has left no trace. */
function readLine(at: usize, toFile: f64): usize {
  surprise = Surprise.line;
  wasWrongAboutStep = false;
  // {"ts":_ and, behind the number, ,_"type":_"metrics",_"data":_{
  if ((load<u64>(at) & 0x00ffffffffffffff) != 0x00203a227374227b) return 0;
  const time = readToken(at + 7);
  let p = tokenEnd;
  if (p == 0 || tokenKind == Kind.bool || !isFinite(time) || <u32>(p - at) - 7 > load<u32>(registers, longestToken)) return 0;
  if (load<u64>(p) != 0x226570797422202c || load<u64>(p, 8) != 0x697274656d22203a || load<u64>(p, 16) != 0x616422202c227363 || load<u64>(p, 22) != 0x7b203a2261746164) return 0;
  p += 30;
  line++;
  const thisRow = load<u32>(registers, rowCount);
  const firstName = load<u32>(registers, nameCount);
  const block = load<u32>(registers, blockNumber);
  const most = load<u32>(registers, longestToken);
  let keysLeft = load<u32>(registers, mostKeys);
  let point = <usize>load<u32>(registers, pointCount);
  let stageWord: usize = 0;
  let stepValue: f64 = NaN;
  let hasGlobalStep = false;
  let hasStep = false;
  let before = root;
  while (true) {
    let word = <usize>load<u32>(before, wordNext);
    if (!standsAt(word, p)) {
      word = findWord(p, keyTail);
      if (word == 0) {
        surprise = Surprise.word;
        return undone(firstName);
      }
      store<u32>(before, <u32>word, wordNext);
    }
    before = word;
    const owner = <usize>load<u32>(word, wordOwner);
    if (load<u32>(owner, wordLine) == line || keysLeft-- == 0) return undone(firstName);
    store<u32>(owner, line, wordLine);
    p += <usize>load<u32>(word, wordLength);
    const role = load<u32>(word, wordRole);
    if (role == Role.stage) {
      if (load<u32>(p) == 0x6c6c756e) p += 4;
      else {
        stageWord = stageAt(p, word);
        if (stageWord == 0) return undone(firstName);
        p += <usize>load<u32>(stageWord, wordLength);
      }
    } else {
      const start = p;
      const number = readToken(p);
      p = tokenEnd;
      if (p == 0 || <u32>(p - start) > most) return undone(firstName);
      let isMetric = true;
      if (role != Role.metric && tokenKind != Kind.bool) {
        if (role == Role.time) isMetric = number != time;
        else if (abs(number) <= safest && floor(number) == number) {
          if (role == Role.globalStep) {
            hasGlobalStep = true;
            stepValue = number;
            isMetric = false;
          } else {
            hasStep = true;
            if (stepCounts) {
              stepValue = number;
              isMetric = false;
            }
          }
        }
      }
      if (isMetric) {
        store<u32>(row + (point << 2), thisRow);
        store<u32>(name + (point << 2), load<u32>(owner, wordBlock) == block ? load<u32>(owner, wordIndex) : named(owner, block));
        store<f64>(value + (point << 3), number);
        store<u8>(kind + point, tokenKind);
        point++;
      }
    }
    if (load<u16>(p) != 0x202c) break;
    p += 2;
  }
  if (load<u16>(p) != 0x7d7d) return undone(firstName);
  p += 2;
  if (load<u8>(p) == 13) p++;
  if (load<u8>(p) != 10) return undone(firstName);
  if (hasStep && stepCounts == hasGlobalStep) {
    wasWrongAboutStep = true;
    return undone(firstName);
  }
  store<f64>(ts + (<usize>thisRow << 3), time);
  store<f64>(step + (<usize>thisRow << 3), stepValue);
  store<i32>(stage + (<usize>thisRow << 2), stageWord == 0 ? -1 : staged(stageWord, block));
  store<f64>(offset + (<usize>thisRow << 3), <f64>at + toFile);
  store<u32>(registers, thisRow + 1, rowCount);
  store<u32>(registers, <u32>point, pointCount);
  return p + 1;
}

/** The learnt stage at `at`. The key's owner remembers the one that came last: it is no name of the block. */
@inline
function stageAt(at: usize, key: usize): usize {
  const last = <usize>load<u32>(key, wordIndex);
  if (last != 0 && standsAt(last, at)) return last;
  const found = findWord(at, 0);
  if (found == 0) surprise = load<u8>(at) == 34 ? Surprise.word : Surprise.line;
  store<u32>(key, <u32>found, wordIndex);
  return found;
}

/** Gives a name its index in this block. */
function named(owner: usize, block: u32): u32 {
  const index = load<u32>(registers, nameCount);
  store<u32>(registers, index + 1, nameCount);
  store<u32>(names + (<usize>index << 2), <u32>owner);
  store<u32>(owner, block, wordBlock);
  store<u32>(owner, index, wordIndex);
  return index;
}

function staged(word: usize, block: u32): i32 {
  const owner = <usize>load<u32>(word, wordOwner);
  if (load<u32>(owner, wordBlock) == block) return load<i32>(owner, wordIndex);
  const index = load<u32>(registers, stageCount);
  store<u32>(registers, index + 1, stageCount);
  store<u32>(stages + (<usize>index << 2), <u32>owner);
  store<u32>(owner, block, wordBlock);
  store<u32>(owner, index, wordIndex);
  return <i32>index;
}

/** Takes back the names that a line brought into the block. */
function undone(firstName: u32): usize {
  const count = load<u32>(registers, nameCount);
  for (let index = firstName; index < count; index++) store<u32>(<usize>load<u32>(names + (<usize>index << 2)), 0, wordBlock);
  store<u32>(registers, firstName, nameCount);
  return 0;
}
