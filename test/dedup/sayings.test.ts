import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { openHouse, type House } from './house.js';
import { published } from './published.js';

const net = { type: 'model', name: 'net' };
const move = (house: House, alias: string, body: unknown): Promise<unknown> => house.call('PUT', '/artifacts/:type/:name/aliases/:alias', { params: { ...net, alias }, body });
const aliases = async (house: House): Promise<unknown> => (await house.store.list({}))[0]?.aliases;
const document = (house: House, path: string): Record<string, unknown> => z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(join(house.root.path, 'artifacts/model/net', path), 'utf8')));

test('an alias moves only from where it was expected, and every move is kept with who made it', async (t) => {
  const house = await openHouse(t);
  for (const bytes of ['alpha', 'beta', 'gamma']) await published(house, 'net', { a: bytes });
  assert.deepEqual(await move(house, 'best', { version: '1', expected: null, user: 'ada' }), { alias: 'best', version: 1, before: null });
  const outcomes = await Promise.allSettled(['2', 'v3'].map((version) => move(house, 'best', { version, expected: 1 })));
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  await assert.rejects(move(house, 'best', { version: '1', expected: 1 }), { code: 'alias-moved' });
  await move(house, 'best', { version: null });
  const { moves } = await house.call<{ moves: { from_version: number | null; to_version: number | null; moved_by: string | null }[] }>('GET', '/artifacts/:type/:name/aliases', { params: net });
  const won = moves[1]?.to_version;
  assert.deepEqual(moves.map(({ from_version, to_version, moved_by }) => [from_version, to_version, moved_by]), [[won, null, null], [1, won, null], [null, 1, 'ada']]);
  await assert.rejects(house.database.write((transaction) => transaction('dedup_alias_moves').delete()), /only added to/);
  assert.deepEqual([await aliases(house), document(house, 'versions.json')['aliases']], [{ latest: 3 }, { latest: 3 }]);
});

test('latest follows the newest version that is not deleted, and nobody else moves it', async (t) => {
  const house = await openHouse(t);
  for (const bytes of ['alpha', 'beta']) await published(house, 'net', { a: bytes });
  await house.store.remove({ ...net, version: 2 }, 'bad');
  assert.deepEqual(await aliases(house), { latest: 1 });
  await house.store.restore({ ...net, version: 2 });
  assert.deepEqual(await aliases(house), { latest: 2 });
  await assert.rejects(move(house, 'latest', { version: '1' }), { code: 'automatic-alias' });
  for (const alias of ['3', 'v3', 'a b', 'a/b', '../x', '']) await assert.rejects(move(house, alias, { version: '1' }), JSON.stringify(alias));
  await assert.rejects(move(house, 'best', { version: '9' }), { code: 'no-version' });
});

test('what people say of adopted artifacts counts before the maker, and adopting again leaves it alone', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { a: 'alpha' }, { tags: ['theirs'], description: 'theirs' });
  house.runicorn.log('model', 'net', { a: 'beta' });
  await house.adopt();
  const before = document(house, 'v1/metadata.json');
  await move(house, 'best', { version: '1' });
  await house.call('PATCH', '/artifacts/:type/:name/:version', { params: { ...net, version: '1' }, body: { tags: ['ours'] } });
  await house.adopt();
  const { tags, description } = await house.store.detail({ ...net, version: 1 });
  assert.deepEqual([tags, description, await aliases(house), document(house, 'v1/metadata.json')], [['ours'], 'theirs', { best: 1, latest: 2 }, before]);
});

test('tags and description change, their document follows, and what was not named stays', async (t) => {
  const house = await openHouse(t);
  await published(house, 'net', { a: 'alpha' }, { tags: ['one'], description: 'first' });
  const patch = (body: unknown): Promise<unknown> => house.call('PATCH', '/artifacts/:type/:name/:version', { params: { ...net, version: 'latest' }, body });
  await patch({ tags: ['two', 'three'] });
  await patch({ description: null });
  const { tags, description, manifest_digest } = await house.store.detail({ ...net, version: 1 });
  const { tags: said, description: words, manifest_digest: digest } = document(house, 'v1/metadata.json');
  assert.deepEqual([tags, description, said, words, digest], [['two', 'three'], null, ['two', 'three'], null, manifest_digest]);
  assert.deepEqual(house.told.map(({ data }) => (data as { change: string }).change), ['published', 'words', 'words']);
});
