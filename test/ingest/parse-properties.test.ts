import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ValueKind } from '../../daemon/api/event-block.js';
import { EventParser } from '../../daemon/ingest/parse.js';
import { kept, kitOf, parsed, parsedPlainly, rejectsOf, rowsOf } from './parsed.js';

const numberText = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => (Object.is(value, -0) ? '-0.0' : String(value))),
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.tuple(fc.integer(), fc.nat(30), fc.integer({ min: -340, max: 320 })).map(([lead, digits, power]) => `${lead}.${'7'.repeat(digits + 1)}e${power}`),
  fc.constantFrom('1e400', '-0', '-0.0', '0.1', '1.5', '9007199254740991', '9007199254740993', '12345678901234567890.5', '1E+2', '0.000'),
);
/** No numbers, and what is none by a hair. */
const oddText = fc.constantFrom('NaN', 'Infinity', '-Infinity', '-NaN', 'true', 'false', '-true', 'null', '"train"', '"é\\n"', '{"ts": 1}', '[1, 2]', '{}', '"', '01', '1.', '.5', '-', '1e', '1.e5', 'nan', '+1', '0x1', '1_0');
const name = fc.oneof(
  fc.constantFrom('loss', 'acc', 'val/loss', 'é', '', '__proto__', 'global_step', 'step', 'time', 'epoch', 'a"b', 'x\\y', 'a longer name than two words of memory', 'losses'),
  fc.nat(3000).map((number) => `layer.${number}.weight`),
);
/** The pieces of a line: the text of ts, names and the texts of their values, the stage. */
const pieces = fc.record({ ts: fc.oneof(fc.constant('1.5'), numberText.filter((text) => Number.isFinite(Number(text)))), values: fc.uniqueArray(fc.tuple(name, fc.oneof({ weight: 9, arbitrary: numberText }, { weight: 1, arbitrary: fc.constantFrom('NaN', '-Infinity', 'true', 'false') })), { maxLength: 8, selector: ([key]) => key }), stage: fc.constantFrom(undefined, 'train', 'eval', 'Épreuve', 'a"b'), end: fc.constantFrom('\n', '\n', '\n', '\r\n', ' \n') });
type Pieces = typeof pieces extends fc.Arbitrary<infer Value> ? Value : never;
/** Lines of few shapes, so that what was learnt of one is tried on the next, and shapes come by turns. */
const someLines = fc.array(pieces, { minLength: 1, maxLength: 4 }).chain((some) => fc.array(fc.tuple(fc.constantFrom(...some), fc.boolean()).map(([one, isTurned]) => (isTurned ? { ...one, values: one.values.toReversed() } : one)), { minLength: 2, maxLength: 16 }));

function textOf({ ts, values, stage, end }: Pieces): string {
  const members = [...values.map(([key, text]) => `${JSON.stringify(key)}: ${text}`), ...(stage === undefined ? [] : [`"stage": ${JSON.stringify(stage)}`])];
  return `{"ts": ${ts}, "type": "metrics", "data": {${members.join(', ')}}}${end}`;
}

/** The row that a line's pieces mean, by the rules of the format and JavaScript's own numbers. */
function rowOf({ ts, values, stage }: Pieces, offset: number): ReturnType<typeof rowsOf>[number] {
  const isInteger = (text: string): boolean => /^-?\d+$/.test(text);
  const valueOf = (text: string): number => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text));
  const kindOf = (text: string): number => {
    if (text === 'true' || text === 'false') return ValueKind.bool;
    const size = Math.abs(Number(text));
    if (/\d/.test(text) && (size === Infinity || (isInteger(text) && size > Number.MAX_SAFE_INTEGER))) return ValueKind.bigint;
    return isInteger(text) ? ValueKind.int : ValueKind.float;
  };
  const isStep = ([, text]: readonly [string, string]): boolean => kindOf(text) !== ValueKind.bool && Number.isSafeInteger(Number(text));
  const stepPair = values.find((pair) => pair[0] === 'global_step' && isStep(pair)) ?? values.find((pair) => pair[0] === 'step' && isStep(pair));
  const metrics = values.filter((pair) => pair !== stepPair && !(pair[0] === 'time' && Number(pair[1]) === Number(ts)));
  return { ts: Number(ts), step: stepPair === undefined ? null : Number(stepPair[1]), stage: stage ?? null, offset, points: metrics.map(([key, text]) => ({ name: key, value: valueOf(text), kind: kindOf(text) })) };
}

test('lines mean what their pieces say, whatever was learnt before, wherever blocks are cut, in many files by turns (ENG-01)', () => {
  const tries = fc.array(fc.record({ lines: someLines, cuts: fc.array(fc.nat(15)), isInPlace: fc.boolean() }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(tries, (files) => {
      const states = files.map(({ lines, cuts, isInPlace }) => ({ lines, cuts: [...new Set([...cuts, lines.length])].sort((a, b) => a - b), isInPlace, taken: 0, from: 3 }));
      while (states.some(({ lines, taken }) => taken < lines.length)) for (const state of states) checkNextBlock(state);
    }),
    { numRuns: 3000 },
  );
});

function checkNextBlock(state: { lines: Pieces[]; cuts: number[]; isInPlace: boolean; taken: number; from: number }): void {
  const to = Math.min(state.cuts.find((cut) => cut > state.taken) ?? state.lines.length, state.lines.length);
  const lines = state.lines.slice(state.taken, to);
  if (lines.length === 0) return;
  const text = Buffer.from(lines.map(textOf).join(''));
  const kit = kitOf();
  if (state.isInPlace) kit.scanner.window.set(text, 5);
  const block = kept(new EventParser(kit).parse(state.isInPlace ? kit.scanner.window : text, state.isInPlace ? 5 : 0, text.length + (state.isInPlace ? 5 : 0), state.from));
  let offset = state.from;
  const expected = lines.map((line) => {
    const row = rowOf(line, offset);
    offset += Buffer.byteLength(textOf(line));
    return row;
  });
  assert.deepEqual([block.from, block.to, block.lines, block.events, block.gluedLines, rejectsOf(block)], [state.from, offset, lines.length, lines.length, 0, []]);
  assert.deepEqual(rowsOf(block), expected);
  assert.deepEqual(block.names, [...new Set(expected.flatMap(({ points }) => points.map((point) => point.name)))]);
  assert.deepEqual(block.texts.map(({ name: key, kind }) => [key, kind]), expected.flatMap(({ points }) => points.filter(({ kind }) => kind === ValueKind.bigint).map((point) => [point.name, 'bigint'])));
  state.taken = to;
  state.from = offset;
}

/** What a hostile writer, a crash or a bad disk makes of bytes. */
const damage = fc.array(fc.record({ at: fc.nat(), what: fc.constantFrom('put', 'cut', 'insert', 'lose-lf', 'odd', 'again'), byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 10, 13, 32, 34, 44, 48, 92, 125, 0xff)), length: fc.nat(60), odd: oddText }), { maxLength: 5 });

function harmed(bytes: Buffer, what: string, { p, byte, length, odd }: { p: number; byte: number; length: number; odd: string }): Buffer {
  const put = (from: number, to: number, part: string | number[]): Buffer => Buffer.concat([bytes.subarray(0, from), Buffer.from(part as string), bytes.subarray(to)]);
  if (what === 'put') return put(p, p + 1, [byte]);
  if (what === 'insert') return put(p, p, [byte]);
  if (what === 'cut') return put(p, p + length, '');
  if (what === 'lose-lf') return put(bytes.indexOf(10, p), bytes.indexOf(10, p) + 1, '');
  const key = bytes.indexOf('"', bytes.indexOf('"data": ', p) + 7);
  const comma = bytes.indexOf(', ', key) + 2;
  // A member comes twice, the second time spelt otherwise.
  if (what === 'again') return put(comma, comma, `"\\u00${bytes.toString('hex', key + 1, key + 2)}${bytes.toString('utf8', key + 2, comma)}`);
  const value = bytes.indexOf(': ', p) + 2;
  return put(value, Math.max(value, bytes.indexOf(',', value)), odd);
}

test('what is taken in of damaged lines is to the bit what the general path makes of them', () => {
  fc.assert(
    fc.property(someLines, damage, (lines, harm) => {
      let bytes = Buffer.from(lines.map(textOf).join(''));
      for (const { at, what, byte, length, odd } of harm) {
        const p = at % bytes.length;
        bytes = Buffer.concat([harmed(bytes, what, { p, byte, length, odd }), Buffer.from('\n')]);
      }
      const together = parsed(bytes);
      const plain = parsedPlainly(bytes);
      assert.deepEqual(rowsOf(together), plain.flatMap(rowsOf));
      assert.deepEqual(together.texts, plain.flatMap(({ texts }) => texts));
      assert.deepEqual(together.others, plain.flatMap(({ others }) => others));
      assert.deepEqual(together.rejects, plain.flatMap(({ rejects }) => rejects));
      assert.deepEqual(together.names, [...new Set(plain.flatMap(({ names }) => names))]);
      assert.deepEqual(together.stages, [...new Set(plain.flatMap(({ stages }) => stages))]);
      assert.deepEqual([together.lines, together.events, together.gluedLines], [plain.length, plain.reduce((sum, { events }) => sum + events, 0), plain.reduce((sum, { gluedLines }) => sum + gluedLines, 0)]);
    }),
    { numRuns: 5000 },
  );
});

/** Doubles of any bits, in every way of writing them; and what lies exactly between two of them, or by a hair not. */
const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((word) => new Float64Array(BigUint64Array.of(word).buffer)[0]!).filter(Number.isFinite);
const halfway = fc.tuple(fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }), fc.integer({ min: -60, max: 60 }), fc.constantFrom(-1n, 0n, 1n)).map(([mantissa, power, hair]) => {
  const doubled = mantissa * 2n + 1n;
  if (power >= 0) return `${doubled * 2n ** BigInt(power) + hair}.0`;
  return `${doubled * 5n ** BigInt(-power) * 10n + hair}e${power - 1}`;
});
const doubleText = fc.oneof(
  bits.map(String),
  bits.map((value) => value.toExponential(16)),
  bits.map((value) => value.toPrecision(17)),
  fc.tuple(bits, fc.integer({ min: 18, max: 30 })).map(([value, digits]) => value.toPrecision(digits)),
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }), fc.integer({ min: -345, max: 310 })).map(([digits, power]) => `${digits}e${power}`),
  fc.tuple(fc.nat(9), fc.stringMatching(/^[0-9]{1,25}$/)).map(([lead, digits]) => `${lead}.${digits}`),
  fc.tuple(fc.nat(24), fc.bigInt({ min: 0n, max: 2n ** 60n })).map(([zeros, digits]) => `-0.${'0'.repeat(zeros)}${digits}`),
  fc.tuple(fc.constantFrom(2n ** 53n, 2n ** 63n, 2n ** 64n, 10n ** 19n, 10n ** 22n), fc.bigInt({ min: -3n, max: 3n })).map(([near, by]) => String(near + by)),
  fc.double({ min: 0, max: 1e-307 }).map(String),
  halfway,
).filter((text) => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text));

test('numbers are those of JavaScript to the bit, whatever their digits', () => {
  fc.assert(
    fc.property(fc.array(doubleText, { minLength: 20, maxLength: 60 }), (texts) => {
      const block = parsed(texts.map((text) => `{"ts": 1, "type": "metrics", "data": {"v": ${text}}}\n`).join(''));
      assert.deepEqual([...block.value], texts.map(Number));
      assert.deepEqual([...block.kind].map((kind) => kind === ValueKind.float), texts.map((text) => !/^-?\d+$/.test(text) && Number.isFinite(Number(text))));
    }),
    { numRuns: 3000 },
  );
});

const fragments = fc.array(
  fc.constantFrom('{"ts": 1, "type": "metrics", "data": {"a": 1}}', '{"ts": 2, "type": "x", "data": {}}', '{"ts": ', '{"ts": 3, "x": ', '{"ts": 4, "type": "metrics", "data": {"los', '"', '[', ']', '}', '{', ',', ' ', ': 1', 'text', '\\', '{"a": ', '\r'),
  { maxLength: 14 },
);

/** Recovery as the format's description says it, tried at every place: slow and plain. */
function plainRecovery(text: string): { events: number[]; rejects: [number, number][] } {
  const events: number[] = [];
  const rejects: [number, number][] = [];
  const body = text.endsWith('\r') ? text.slice(0, -1) : text;
  let at = 0;
  let torn = -1;
  const close = (end: number): void => {
    if (torn >= 0) rejects.push([torn, end - torn]);
    torn = -1;
  };
  while (at < body.length) {
    const end = wholeEvent(body, at);
    const mayBegin = torn < 0 || body.startsWith('{"ts": ', at);
    if (end > 0 && mayBegin) {
      close(at);
      events.push(at);
      at = end;
    } else if (torn < 0 && /[ \t\r]/.test(body[at]!)) at++;
    else {
      if (torn < 0) torn = at;
      at++;
    }
  }
  close(body.length);
  return { events, rejects };
}

/** Position behind the event at `at`, found by trying every end. */
function wholeEvent(text: string, at: number): number {
  if (text[at] !== '{') return 0;
  for (let end = text.indexOf('}', at) + 1; end > 0; end = text.indexOf('}', end) + 1) {
    try {
      const value = JSON.parse(text.slice(at, end)) as { ts?: unknown; type?: unknown; data?: unknown };
      const isEvent = typeof value.ts === 'number' && typeof value.type === 'string' && typeof value.data === 'object' && value.data !== null && !Array.isArray(value.data);
      return isEvent ? end : 0;
    } catch {
      continue;
    }
  }
  return 0;
}

test('recovery from damage finds what trying every place finds (DISK-25)', () => {
  fc.assert(
    fc.property(fragments, (pieces) => {
      const text = pieces.join('');
      const block = parsed(`${text}\n`);
      const starts = [...rowsOf(block).map(({ offset }) => offset), ...block.others.map(({ offset }) => offset)].sort((a, b) => a - b);
      assert.deepEqual({ events: starts, rejects: block.rejects.map(({ offset, length }) => [offset, length]) }, plainRecovery(text));
    }),
    { numRuns: 20_000 },
  );
});

test('any bytes at all are rows, rejects or nothing, and never a failure', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fragments, (noise, pieces) => {
      const bytes = Buffer.concat([Buffer.from(pieces.join('')), noise, Buffer.from(pieces.join('')), Buffer.from('\n')]);
      const block = parsed(bytes);
      for (const { offset, length } of block.rejects) assert.ok(length > 0 && offset + length <= bytes.length);
      assert.equal(block.to, bytes.length);
    }),
    { numRuns: 3000 },
  );
});
