import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Token } from '../../daemon/api/token.js';
import { inOrder } from '../../daemon/kernel/plugin-order.js';

const Blobs = new Token('Blobs');
const Catalog = new Token('Catalog');
const House = new Token('Clock');

test('a plugin comes behind those whose contracts it needs', () => {
  const ordered = inOrder([{ id: 'dedup', needs: [Catalog, House] }, { id: 'experiments', gives: [Catalog] }], [House]);
  assert.deepEqual(ordered.map(({ id }) => id), ['experiments', 'dedup']);
});

test('a missing contract names both ends', () => {
  assert.throws(() => inOrder([{ id: 'dedup', needs: [Catalog] }], []), /plugin dedup needs Catalog, which no plugin gives/);
});

test('a circle is named from end to end', () => {
  const circle = [{ id: 'a', needs: [Blobs], gives: [Catalog] }, { id: 'b', needs: [Catalog], gives: [Blobs] }];
  assert.throws(() => inOrder(circle, []), /a -> b -> a/);
});

test('two givers of one contract are both named', () => {
  assert.throws(() => inOrder([{ id: 'a', gives: [Blobs] }, { id: 'b', gives: [Blobs] }], []), /Blobs is given by both a and b/);
  assert.throws(() => inOrder([{ id: 'a', gives: [House] }], [House]), /given by both the daemon and a/);
});

test('ids are unique kebab-case names', () => {
  assert.throws(() => inOrder([{ id: 'a' }, { id: 'a' }], []), /two plugins are called a/);
  assert.throws(() => inOrder([{ id: '../evil' }], []), /no kebab-case name/);
});
