import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Pending } from '../../plugins/dedup/pending/pending-tokens.js';
import { Child } from '../support/child.js';
import { tempFolder } from '../support/temp-folder.js';
import { openHouse } from './house.js';

const child = fileURLToPath(new URL('publish-child.js', import.meta.url));
const id = '01900000-0000-7000-8000-000000000000';

/** Leaves a record of one file as a client does. */
function leave(root: string): void {
  const folder = join(root, '.runkeep/pending');
  for (const one of ['answers', 'rejected', id]) mkdirSync(join(folder, one), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, id, 'a.bin'), 'alpha');
  const { size, mtimeNs } = lstatSync(join(folder, id, 'a.bin'), { bigint: true });
  writeFileSync(join(folder, `${id}.json`), JSON.stringify({ version: 1, id, created_at: 1, type: 'model', name: 'net', aliases: ['best'], files: [{ path: 'a.bin', source: 'a.bin', size: Number(size), mtime_ns: String(mtimeNs) }] }));
}

for (const step of ['reserve', 'reserved', 'staged', 'published', 'commit', 'written']) {
  test(`kill -9 at "${step}" of a version leaves all of it or nothing, and the record makes it once (REL-31, CLI-60)`, async (t) => {
    const root = tempFolder(t);
    leave(root);
    const killed = new Child(process.execPath, [child, root, step, id]);
    assert.deepEqual([(await killed.ended).signal, killed.stderr], ['SIGKILL', '']);
    const house = await openHouse(t, { root });
    await house.intents.recover();
    await house.scope.get(Pending).look();
    await house.intents.recover();
    const isMade = step === 'written';
    const versions = await house.database.reader('dedup_versions').select('version', 'made_here');
    assert.deepEqual([versions, existsSync(join(root, 'artifacts/model/net/v1')), await house.database.reader('dedup_numbers').pluck('version')], [[{ version: 1, made_here: 1 }], true, [1]]);
    assert.deepEqual([readdirSync(join(root, '.runkeep/staging')), readdirSync(join(root, '.runkeep/pending')).sort(), readdirSync(join(root, '.runkeep/pending/answers'))], [[], ['answers', 'rejected'], [`${id}.json`]]);
    assert.deepEqual([(await house.file('model', 'net', 'best', 'a.bin')).bytes.toString(), (await house.database.reader('dedup_alias_moves').select('alias')).length, house.told.length], ['alpha', 1, isMade ? 0 : 1]);
  });
}

test('a daemon that was killed after its answer puts the record away, and makes nothing', async (t) => {
  const root = tempFolder(t);
  leave(root);
  writeFileSync(join(root, '.runkeep/pending/answers', `${id}.json`), JSON.stringify({ state: 'published', id, type: 'model', name: 'net', number: 1, size_bytes: 5, num_files: 1 }));
  const house = await openHouse(t, { root });
  await house.scope.get(Pending).look();
  assert.deepEqual([readdirSync(join(root, '.runkeep/pending')).sort(), await house.database.reader('dedup_versions').pluck('id')], [['answers', 'rejected'], []]);
});
