import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { primaryOf } from '../../plugins/experiments/best-metric.js';
import { flatten } from '../../plugins/experiments/flatten.js';
import { runFacts } from '../../plugins/experiments/run-facts.js';
import { runLayout } from '../../plugins/experiments/run-layout.js';
import { folded, fromSql, indexKey, likePattern, toSql } from '../../plugins/experiments/sql-text.js';
import { toJsonValue } from '../../plugins/experiments/wire-json.js';
import type { RunDocument } from '../../daemon/api/watch.js';

const anyText = fc.string({ unit: fc.oneof(fc.constantFrom('\0', '\u0010', '\ud800', '\udc00', '%', '_', '\\'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) });

test('any text comes back from the database form exactly, and that form holds no NUL and no half character (DISK-24)', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const kept = toSql(text);
      assert.equal(fromSql(kept), text);
      assert.ok(!/[\0\ud800-\udfff]/u.test(kept));
    }),
  );
});

test('different names have different keys, however long', () => {
  const long = 'é'.repeat(600);
  assert.equal(new Set([long, `${long}x`, `${long}y`, long.normalize('NFD')].map(indexKey)).size, 4);
  assert.ok(Buffer.byteLength(indexKey(long)) <= 1000);
});

test('a glob means its stars and question marks only: everything else stands for itself', () => {
  assert.equal(likePattern('a*b?c'), 'a%b_c');
  assert.equal(likePattern('100%_\\*'), folded('100%_*'));
  assert.equal(folded('ÉTÉ'), folded('e\u0301te\u0301'));
});

const primaries: readonly (readonly [names: readonly string[], claim: readonly [string | null, 'max' | 'min' | null], primary: string | null])[] = [
  [['loss', 'lr'], [null, null], 'loss min'],
  [['loss', 'val_acc', 'val_loss'], [null, null], 'val_acc max'],
  [['loss', 'acc'], [null, null], 'acc max'],
  [['throughput', 'lr'], [null, null], null],
  [['throughput', 'loss'], ['throughput', 'max'], 'throughput max'],
  [['throughput', 'loss'], ['throughput', null], 'throughput max'],
  [['loss'], ['never logged', 'max'], 'loss min'],
  [['system/loss'], [null, null], null],
];
for (const [names, [name, mode], primary] of primaries) {
  test(`of ${names.join(', ')} with the claim ${name ?? 'none'} the primary metric is ${primary ?? 'none'} (DISK-42)`, () => {
    const chosen = primaryOf(names, { name, mode });
    assert.equal(chosen && `${chosen.name} ${chosen.mode}`, primary);
    assert.deepEqual(primaryOf([...names].reverse(), { name, mode }), chosen);
  });
}

test('nested parameters get dotted keys, lists stay one value, the shallow one of two equal keys wins', () => {
  const document = new Map<string, unknown>([['a', new Map([['b', 1]])], ['a.b', 2], ['l', [1, NaN]], ['big', 2n ** 64n], ['nan', NaN], ['t', true], ['n', null], ['e', new Map()]]);
  assert.deepEqual(
    flatten(document).map(({ key, kind, num, text }) => [key, kind, num, text]),
    [['a.b', 'number', 2, '2'], ['l', 'json', null, '[1,"NaN"]'], ['big', 'bigint', 2 ** 64, '18446744073709551616'], ['nan', 'number', null, 'NaN'], ['t', 'bool', 1, 'true'], ['n', 'null', null, 'null'], ['e', 'json', null, '{}']],
  );
});

const anyLeaf = fc.oneof(fc.jsonValue(), fc.bigInt(), fc.double());
const anyDocument = fc.oneof(anyLeaf, fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('status', 'created_at', 'path', 'project', 'tags', 'deleted_at', 'config')), anyLeaf).map((fields) => new Map(Object.entries(fields))));

test('documents of any content give facts, JSON and values, never an error (DISK-11, 13)', () => {
  const run = runLayout.recognise(['p', 'n', 'runs', 'x'], new Set(['meta.json']), undefined)!;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...runLayout.documents), fc.tuple(fc.constantFrom('ok', 'missing', 'empty', 'invalid'), anyDocument)), (read) => {
      const documents = new Map(Object.entries(read).map(([name, [state, value]]): [string, RunDocument] => [name, { name, state, value, modified: 1 }]));
      const facts = runFacts(run, documents);
      assert.equal(typeof facts.class, 'string');
      for (const { value } of documents.values()) {
        JSON.stringify(toJsonValue(value));
        flatten(value);
      }
    }),
  );
});
