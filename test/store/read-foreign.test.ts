import assert from 'node:assert/strict';
import SqliteDatabase from 'better-sqlite3';
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readForeign } from '../../daemon/store/read-foreign.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';

/** A database whose second row lies in the write-ahead log only, as a program that was killed leaves it. */
function abandoned(folder: string): string {
  const live = join(folder, 'live.db');
  const database = new SqliteDatabase(live);
  database.pragma('journal_mode = wal');
  database.exec("create table experiments (id text primary key, status text, note blob); insert into experiments values ('a', 'finished', x'00')");
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.pragma('wal_autocheckpoint = 0');
  database.exec("insert into experiments values ('b', 'running', null)");
  const root = join(folder, 'root');
  mkdirSync(root);
  for (const end of ['', '-wal']) copyFileSync(live + end, join(root, `runicorn.db${end}`));
  database.close();
  return root;
}

test('rows that are only in the write-ahead log are read, and nothing appears beside the files (DISK-50)', (t) => {
  const folder = tempFolder(t);
  const root = abandoned(folder);
  const before = treeOf(root, () => false);
  const keep = join(folder, 'keep');
  mkdirSync(keep);
  assert.deepEqual(readForeign(join(root, 'runicorn.db'), join(keep, 'foreign'), [{ table: 'experiments', columns: ['id', 'note', 'gone'] }, { table: 'experiments', countBy: 'status' }, { table: 'none', columns: ['id'] }]), {
    tables: [
      { table: 'experiments', columns: ['id', 'status', 'note'], rows: [{ id: 'a', note: null }, { id: 'b', note: null }], isCut: false },
      { table: 'experiments', columns: ['id', 'status', 'note'], rows: [{ value: 'finished', count: 1 }, { value: 'running', count: 1 }], isCut: false },
    ],
  });
  assert.deepEqual(treeOf(root, () => false), before);
  assert.deepEqual(readdirSync(keep), []);
});

test('a file that is no database, is empty, is a link or is not there is told as such', (t) => {
  const folder = tempFolder(t);
  const copy = join(folder, 'copy');
  const read = (name: string): object => readForeign(join(folder, name), copy, [{ table: 'experiments', columns: ['id'] }]);
  writeFileSync(join(folder, 'text'), 'no database at all, but long enough to have a header of a hundred bytes, which SQLite would read first of all things');
  writeFileSync(join(folder, 'empty'), '');
  symlinkSync(join(folder, 'text'), join(folder, 'link'));
  assert.deepEqual([read('text'), read('empty'), read('link'), read('none')], [{ unreadable: 'file is not a database' }, { tables: [] }, { unreadable: 'it is no plain file' }, { unreadable: 'it is no plain file' }]);
  assert.equal(existsSync(copy), false);
});

test('views and virtual tables are not asked', (t) => {
  const folder = tempFolder(t);
  const database = new SqliteDatabase(join(folder, 'view.db'));
  database.exec('create view experiments as with recursive n(i) as (select 1 union all select i + 1 from n) select i as id from n');
  database.close();
  assert.deepEqual(readForeign(join(folder, 'view.db'), join(folder, 'copy'), [{ table: 'experiments', columns: ['id'] }]), { tables: [] });
});
