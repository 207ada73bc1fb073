import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ValueKind } from '../../daemon/api/event-block.js';
import { defaultEventLimits } from '../../daemon/ingest/json/limits.js';
import { EventParser, ParserKit } from '../../daemon/ingest/parse.js';
import { metricLine } from '../support/run-directory.js';
import { kept, parsed, parsedPlainly, rejectsOf, rowsOf } from './parsed.js';

const { float, int, bool, bigint } = ValueKind;
const event = (data: string, ts = '1.5'): string => `{"ts": ${ts}, "type": "metrics", "data": {${data}}}`;

test('an event of the SDK becomes a row with its step, stage and points, and its bookkeeping is no metric (DISK-29)', () => {
  const block = parsed(`${event('"loss": 0.25, "epoch": 3, "global_step": 7, "time": 1.5, "stage": "train"')}\n`);
  assert.deepEqual(rowsOf(block), [{ ts: 1.5, step: 7, stage: 'train', offset: 0, points: [{ name: 'loss', value: 0.25, kind: float }, { name: 'epoch', value: 3, kind: int }] }]);
});

test('step stands in for global_step, values that are not integral are metrics, and so is a time that is not ts (DISK-28, DISK-29)', () => {
  const block = parsed([event('"step": 4, "a": 1'), event('"global_step": 1.5, "step": 2'), event('"global_step": 3, "step": 9'), event('"time": 2.5'), event('"global_step": -5.0')].join('\n') + '\n');
  assert.deepEqual(rowsOf(block).map(({ step, points }) => [step, points.map(({ name }) => name)]), [[4, ['a']], [2, ['global_step']], [3, ['step']], [null, ['time']], [-5, []]]);
});

test('NaN and the infinities are values, each kind kept, and in strings they are text (DISK-21)', () => {
  const block = parsed(`${event('"a": NaN, "b": Infinity, "c": -Infinity, "d": "NaN, Infinity"')}\n`);
  assert.deepEqual(rowsOf(block)[0]?.points, [{ name: 'a', value: NaN, kind: float }, { name: 'b', value: Infinity, kind: float }, { name: 'c', value: -Infinity, kind: float }]);
  assert.deepEqual(block.texts.map(({ name, kind, text }) => [name, kind, text]), [['d', 'string', '"NaN, Infinity"']]);
});

test('integers beyond 2^53 and numbers beyond a double keep their text, -0 its sign, booleans their kind (DISK-22)', () => {
  const huge = `1${'0'.repeat(320)}`;
  const block = parsed(`${event(`"edge": 9007199254740991, "over": 9007199254740992, "big": -18446744073709551616, "huge": ${huge}, "e": 1e400, "zero": -0.0, "tiny": 5e-324, "none": 1e-400, "yes": true, "no": false`)}\n`);
  assert.deepEqual(rowsOf(block)[0]?.points, [
    { name: 'edge', value: 9007199254740991, kind: int },
    { name: 'over', value: 9007199254740992, kind: bigint },
    { name: 'big', value: -18446744073709551616, kind: bigint },
    { name: 'huge', value: Infinity, kind: bigint },
    { name: 'e', value: Infinity, kind: bigint },
    { name: 'zero', value: -0, kind: float },
    { name: 'tiny', value: 5e-324, kind: float },
    { name: 'none', value: 0, kind: float },
    { name: 'yes', value: 1, kind: bool },
    { name: 'no', value: 0, kind: bool },
  ]);
  assert.deepEqual(block.texts.map(({ name, text }) => [name, text]), [['over', '9007199254740992'], ['big', '-18446744073709551616'], ['huge', huge], ['e', '1e400']]);
});

test('strings, null, objects and arrays are kept as they stand in the file, with step and stage (DISK-23)', () => {
  const block = parsed(`${event('"s": "a\\n\\u00e9", "n": null, "o": {"x": [1, NaN]}, "l": [ 1,2 ], "step": 3, "stage": 2')}\n`);
  assert.deepEqual(block.texts, [
    { offset: 0, name: 's', stage: '2', step: 3, ts: 1.5, kind: 'string', text: '"a\\n\\u00e9"' },
    { offset: 0, name: 'n', stage: '2', step: 3, ts: 1.5, kind: 'null', text: 'null' },
    { offset: 0, name: 'o', stage: '2', step: 3, ts: 1.5, kind: 'object', text: '{"x": [1, NaN]}' },
    { offset: 0, name: 'l', stage: '2', step: 3, ts: 1.5, kind: 'array', text: '[ 1,2 ]' },
  ]);
});

test('keys are opaque: evil, empty, escaped, lone surrogates, both normal forms (DISK-24)', () => {
  const keys = ['__proto__', 'constructor', 'toString', '', ' ', 'a/b.c', 'x\ny', '\u2028', 'é', 'e\u0301', 'Loss', 'loss', '\ud800', '\ufffd'];
  const block = parsed(`${event(keys.map((key, index) => `${JSON.stringify(key)}: ${index}`).join(', '))}\n`);
  assert.deepEqual(rowsOf(block)[0]?.points.map(({ name }) => name), keys);
});

test('of equal keys the last one counts, also in the envelope', () => {
  const block = parsed('{"ts": 1, "ts": 2, "type": "x", "type": "metrics", "data": 1, "data": {"a": 1, "b": 2, "a": "text", "b": 3}}\n');
  assert.deepEqual([rowsOf(block)[0]?.ts, rowsOf(block)[0]?.points, block.texts.map(({ name }) => name)], [2, [{ name: 'b', value: 3, kind: int }], ['a']]);
});

test('an event of another type is kept with its data as text; one without any metric is a row (DISK-25)', () => {
  const block = parsed(`{"ts": 1, "type": "image", "data": {"key": "k", "step": null}}\n${event('')}\n`);
  assert.deepEqual(block.others, [{ offset: 0, ts: 1, type: 'image', data: '{"key": "k", "step": null}' }]);
  assert.deepEqual([block.events, block.rows, block.points], [2, 1, 0]);
});

test('glued events, torn prefixes and plain text are told apart, blank lines and carriage returns are nothing (DISK-20, DISK-25)', () => {
  const whole = event('"a": 1');
  const cut = Buffer.concat([Buffer.from('{"ts": 3.0, "type": "metrics", "data": {"'), Buffer.from('损').subarray(0, 2)]);
  const lines = [Buffer.from(`${whole}${whole}`), Buffer.concat([cut, Buffer.from(whole)]), Buffer.from(''), Buffer.from('  \r'), Buffer.from('Traceback:'), Buffer.from(`${whole}\r`), Buffer.concat([cut, cut, Buffer.from(whole)])];
  const bytes = Buffer.concat(lines.map((line) => Buffer.concat([line, Buffer.from('\n')])));
  const at = (line: number): number => lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  const block = parsed(bytes);
  assert.deepEqual(rejectsOf(block), [[at(1), cut.length, 'torn'], [at(4), 10, 'torn'], [at(6), 2 * cut.length, 'torn']]);
  assert.deepEqual([block.lines, block.events, block.gluedLines], [7, 5, 3]);
  assert.deepEqual(rowsOf(block).map(({ offset }) => offset), [0, whole.length, at(1) + cut.length, at(5), at(6) + 2 * cut.length]);
});

test('an object with the keys of an event within the data of another is no event', () => {
  const block = parsed(`${event('"nested": {"ts": 1, "type": "metrics", "data": {"loss": 1}}')}\n`);
  assert.deepEqual([block.events, block.points, block.texts.length], [1, 0, 1]);
});

test('invalid UTF-8 within an event makes it a reject and harms no neighbour (DISK-20)', () => {
  const bad = Buffer.from(event('"a?b": 1'));
  bad[bad.indexOf('?')] = 0xff;
  const block = parsed(Buffer.concat([Buffer.from(`${event('"a": 1')}\n`), bad, Buffer.from(`\n${event('"a": 2')}\n`)]));
  assert.deepEqual([block.events, block.rejects.length, block.rejects[0]?.length], [2, 1, bad.length]);
});

test('raw line separators of Unicode do not end a line (DISK-20)', () => {
  assert.equal(parsed(`${event('"a\u2028b\u2029c\u0085": 1')}\n`).points, 1);
});

test('a byte order mark is skipped at the beginning of the file only', () => {
  const bytes = `\ufeff${event('"a": 1')}\n\ufeff${event('"a": 2')}\n`;
  const block = parsed(bytes);
  assert.deepEqual([block.events, rejectsOf(block)], [2, [[event('').length + 10, 3, 'torn']]]);
});

test('a run of NUL bytes is one reject, and the event behind it is kept (REL-53)', () => {
  const block = parsed(`${'\0'.repeat(5000)}${event('"a": 1')}\n`);
  assert.deepEqual([rejectsOf(block), block.rejects[0]?.sample.length, block.events], [[[0, 5000, 'nul']], 256, 1]);
});

test('limits make a reject of the one event that breaks them (LIM-02)', () => {
  const limits = { ...defaultEventLimits, keys: 3, depth: 4, keyBytes: 12, valueBytes: 16 };
  const good = event('"a": 1, "b": 2, "c": 3, "global_step": 1, "time": 1.5, "stage": "x"');
  const bad = [event('"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8'), event('"a": [[[1]]]'), event('"1234567890123": 1'), event('"a": "12345678901234567"')];
  const block = parsed([...bad.flatMap((line) => [line, good]), bad[1]! + good].join('\n') + '\n', limits);
  assert.deepEqual(block.rejects.map(({ reason, length }) => [reason, length]), [['too-many-keys', bad[0]!.length], ['too-deep', bad[1]!.length], ['key-too-long', bad[2]!.length], ['value-too-long', bad[3]!.length], ['too-deep', bad[1]!.length]]);
  assert.equal(block.events, 5);
});

test('a line of 10,000 keys is a row of 10,000 points (DISK-31)', () => {
  const values = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`metric/${index}`, index / 7]));
  const block = parsed(metricLine(values, { step: 1 }).repeat(3));
  assert.deepEqual([block.rows, block.points, block.names.length, block.rejects.length], [3, 30_000, 10_000, 0]);
});

test('hostile lines of 8 MiB are read in linear time (DISK-31)', () => {
  const whole = '{"ts": 1, "type": "a", "data": {}}';
  const hostile = ['[', '{"ts": 1, "x": ', `[${whole}, {"ts": `, '"{"ts": ', `${whole},`, '{"ts": 1, "type": "a", "data": {'];
  for (const piece of hostile) {
    // Time of the processor: a busy machine must not make it longer.
    const start = process.cpuUsage();
    parsed(`[${piece.repeat(8 * 1024 * 1024 / piece.length)}\n`);
    const took = process.cpuUsage(start).user / 1000;
    assert.ok(took < 10_000, `${piece} took ${took} ms`);
  }
});

test('a time that is no finite number makes no event', () => {
  const block = parsed([event('"a": 1', 'NaN'), event('"a": 1', '"1"'), event('"a": 1', 'true'), event('"a": 1', '1e400')].join('\n') + '\n');
  assert.deepEqual([block.events, block.rejects.length], [0, 4]);
});

test('what was learnt of lines holds in later blocks, each with names of its own', () => {
  const parser = new EventParser();
  const blocks = [event('"a": 1, "b": 2'), event('"c": 3'), `${event('"b": 4')}\n${event('"a": 5, "b": 6')}`, `${event('"c": 7')}\n${event('"a": 8, "b": 9')}`].map((lines) => {
    const bytes = Buffer.from(`${lines}\n`);
    return kept(parser.parse(bytes, 0, bytes.length, 100));
  });
  assert.deepEqual(blocks.map((block) => [block.from, block.names, rowsOf(block).map(({ points }) => points.map(({ name, value }) => [name, value]))]), [
    [100, ['a', 'b'], [[['a', 1], ['b', 2]]]],
    [100, ['c'], [[['c', 3]]]],
    [100, ['b', 'a'], [[['b', 4]], [['a', 5], ['b', 6]]]],
    [100, ['c', 'a', 'b'], [[['c', 7]], [['a', 8], ['b', 9]]]],
  ]);
});

test('more names than are kept are forgotten and learnt anew, and lines mean the same (ENG-05)', () => {
  const parser = new EventParser();
  for (let block = 0; block < 80; block++) {
    const names = Array.from({ length: 500 }, (_, index) => `${'a long name of a metric/'.repeat(10)}${block % 35}/${index}`);
    const line = metricLine(Object.fromEntries(names.map((name, index) => [name, index])), { step: block, stage: `stage ${block}` });
    const bytes = Buffer.from(line.repeat(3));
    const read = parser.parse(bytes, 0, bytes.length, 0);
    assert.deepEqual(rowsOf(read), [0, 1, 2].map((row) => ({ ts: 1_790_000_000, step: block, stage: `stage ${block}`, offset: row * Buffer.byteLength(line), points: names.map((name, index) => ({ name, value: index, kind: int })) })));
  }
});

test('a thousand files by turns, each with lines of its own, are told apart', () => {
  const kit = new ParserKit();
  const files = Array.from({ length: 1000 }, (_, file) => ({ file, parser: new EventParser(kit), line: Buffer.from(`${event(`"own/${file}": ${file}, "loss": 0.5, "stage": "${file % 7}"`)}\n`) }));
  for (let round = 0; round < 3; round++) {
    for (const { file, parser, line } of files) {
      const block = parser.parse(line, 0, line.length, 0);
      assert.deepEqual([block.names, block.stages, block.points, block.value[0], block.name[1]], [[`own/${file}`, 'loss'], [String(file % 7)], 2, file, 1]);
    }
  }
});

test('lines at the very end of the window are read as anywhere, also those that expect more than there is', () => {
  const kit = new ParserKit();
  const { window } = kit.scanner;
  const long = 'k'.repeat(4000);
  const taught = `${event(`"a": 1, "${long}": 2, "stage": "${'s'.repeat(200)}"`)}\n`;
  const tails = [event('"a": 1'), event('"a": 1, "k'), event('"a": 1, "\\'), event('"a": 12345678'), event('"a": 1, "stage": "s'), '{"ts": 1', '{"ts": 1, "type": "metrics", "data": {"\\', '{"ts": 1, "type": "metrics", "data": {"a": 1, "k'];
  for (const tail of tails) {
    const bytes = Buffer.from(`${taught.repeat(2)}${tail}\n`);
    window.fill('9');
    window.set(bytes, window.length - bytes.length);
    const block = kept(new EventParser(kit).parse(window, window.length - bytes.length, window.length, 0));
    const plain = parsedPlainly(bytes);
    assert.deepEqual([rowsOf(block), block.rejects], [plain.flatMap(rowsOf), plain.flatMap(({ rejects }) => rejects)]);
  }
});
