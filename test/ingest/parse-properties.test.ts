import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ValueKind } from '../../daemon/api/event-block.js';
import { parsed, parsedAlone, rejectsOf, rowsOf } from './parsed.js';

const names = fc.constantFrom('loss', 'acc', 'val/loss', 'é', '', '__proto__', 'global_step', 'step', 'time', 'stage', 'epoch', 'a"b', 'x\\y');
const numberText = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => (Object.is(value, -0) ? '-0.0' : String(value))),
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.tuple(fc.integer(), fc.nat(30), fc.integer({ min: -340, max: 320 })).map(([lead, digits, power]) => `${lead}.${'7'.repeat(digits + 1)}e${power}`),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '1e400', '-0', '0.1', '1.5', '9007199254740993', '12345678901234567890.5', '1E+2', '01', '1.', '.5', '-', '1e'),
);
const valueText = fc.oneof({ weight: 6, arbitrary: numberText }, fc.constantFrom('true', 'false', 'null', '"train"', '"eval"', '"é\\n"', '{"ts": 1}', '[1, 2]', '{}', '"'));
const line = fc
  .record({ ts: fc.oneof(fc.constant('1.5'), numberText), keys: fc.array(fc.tuple(names, valueText), { maxLength: 6 }), comma: fc.constantFrom(', ', ', ', ', ', ','), end: fc.constantFrom('}}', '}}', '}}', '}', '}} ') })
  .map(({ ts, keys, comma, end }) => `{"ts": ${ts}, "type": "metrics", "data": {${keys.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(comma)}${end}\n`);

/** Lines of few shapes, so that what was learnt from one is tried on the next. */
const lines = fc.array(line, { minLength: 1, maxLength: 4 }).chain((some) => fc.array(fc.constantFrom(...some), { minLength: 2, maxLength: 12 }));

test('what a learnt shape makes of a line is to the bit what the general path makes of it', () => {
  fc.assert(
    fc.property(lines, (some) => {
      const together = parsed(some.join(''));
      const alone = parsedAlone(some.join(''));
      assert.deepEqual(rowsOf(together), alone.flatMap(rowsOf));
      assert.deepEqual(together.texts, alone.flatMap(({ texts }) => texts));
      assert.deepEqual(rejectsOf(together), alone.flatMap(rejectsOf));
      assert.deepEqual([...together.names], [...new Set(alone.flatMap(({ names: own }) => own))]);
      assert.deepEqual([...together.stages], [...new Set(alone.flatMap(({ stages }) => stages))]);
    }),
    { numRuns: 3000 },
  );
});

test('numbers are those of JavaScript, whatever their digits', () => {
  fc.assert(
    fc.property(fc.array(numberText.filter((text) => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)), { minLength: 1 }), (texts) => {
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
