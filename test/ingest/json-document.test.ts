import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDocument } from '../../daemon/ingest/json/document.js';

const read = (text: string): unknown => readDocument(Buffer.from(text));

test('a document reads as Python wrote it: bare tokens, big integers, evil keys (DISK-12, DISK-24)', () => {
  const value = read('{"a": NaN, "b": [-Infinity, 18446744073709551616, 1e400], "__proto__": {"x": true}, "e": "\\ud800é", "n": null}\r\n') as Record<string, unknown>;
  assert.deepEqual(Object.entries(value).slice(0, 2), [['a', NaN], ['b', [-Infinity, 18446744073709551616n, Infinity]]]);
  assert.equal(Object.getPrototypeOf(value), null);
  assert.deepEqual(Object.keys(value), ['a', 'b', '__proto__', 'e', 'n']);
  assert.equal(value['e'], '\ud800é');
});

test('what is cut, empty, doubled or too deep is no document', () => {
  const none = ['', '  ', '{', '{"a": 1', '{"a": 1,}', '[1 2]', '{} {}', 'nul', '"a', '01', `${'['.repeat(70)}${']'.repeat(70)}`, '{"a" 1}', '{1: 2}'];
  assert.deepEqual(none.filter((text) => read(text) !== undefined), []);
});

test('invalid UTF-8 is no document, a byte order mark is skipped', () => {
  assert.equal(readDocument(Buffer.from([0x22, 0xff, 0x22])), undefined);
  assert.equal(read('\ufeff"a"'), 'a');
});

test('what JSON.stringify writes comes back', () => {
  fc.assert(fc.property(fc.json({ maxDepth: 5 }), (text) => assert.equal(JSON.stringify(read(text), asDouble), JSON.stringify(JSON.parse(text)))));
});

function asDouble(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
