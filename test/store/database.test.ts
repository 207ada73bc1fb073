import SqliteDatabase from 'better-sqlite3';
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Log } from '../../daemon/api/log.js';
import { BackgroundCheck, notedDamage } from '../../daemon/store/background-check.js';
import { checkedWords } from '../../daemon/store/check-database.js';
import { connect } from '../../daemon/store/connection.js';
import { refuseNetworkFileSystem } from '../../daemon/store/file-system.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { refuseOldSqlite } from '../../daemon/store/pragmas.js';
import type { SqlDatabase } from '../../daemon/store/sql-database.js';
import { atEnd } from '../support/at-end.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';

async function opened(t: TestContext, folder = tempFolder(t), log: Log = quietLog): Promise<SqlDatabase> {
  const database = await openDatabase({ database: join(folder, 'runkeep.db') }, log, new ManualClock());
  atEnd(t, () => database.close());
  return database;
}

async function withTable(t: TestContext): Promise<SqlDatabase> {
  const database = await opened(t);
  await database.write((transaction) => transaction.schema.createTable('notes', (table) => void table.text('text').primary()));
  return database;
}

test('database, write-ahead log and shared memory are 0600 whatever the umask is (REL-40, SEC-41)', async (t) => {
  const before = process.umask(0);
  atEnd(t, () => process.umask(before));
  const database = await opened(t);
  assert.deepEqual(['', '-wal', '-shm'].map((end) => statSync(database.path + end).mode & 0o777), [0o600, 0o600, 0o600]);
});

test('every connection has the pragmas of its role (REL-40, 41, 44)', async (t) => {
  const database = await opened(t);
  const names = ['journal_mode', 'synchronous', 'busy_timeout', 'foreign_keys', 'trusted_schema', 'cell_size_check', 'temp_store', 'mmap_size', 'journal_size_limit', 'wal_autocheckpoint', 'application_id', 'user_version', 'query_only'];
  const of = (role: 'full' | 'normal' | 'reader'): unknown => {
    const connection = connect(database.path, role);
    atEnd(t, () => connection.close());
    return Object.fromEntries(names.map((name) => [name, connection.pragma(name, { simple: true })]));
  };
  const common = { journal_mode: 'wal', busy_timeout: 5000, foreign_keys: 1, trusted_schema: 0, cell_size_check: 1, temp_store: 2, mmap_size: 0, journal_size_limit: 67_108_864, application_id: 0x524b4550, user_version: 1, query_only: 0 };
  assert.deepEqual(of('full'), { ...common, synchronous: 2, wal_autocheckpoint: 0 });
  assert.deepEqual(of('normal'), { ...common, synchronous: 1, wal_autocheckpoint: 0 });
  assert.deepEqual(of('reader'), { ...common, synchronous: 1, wal_autocheckpoint: 0, query_only: 1 });
  const viaKnex: unknown = await database.write((transaction) => transaction.raw('pragma synchronous'));
  assert.deepEqual(viaKnex, [{ synchronous: 2 }]);
  await assert.rejects(async () => database.reader('daemon_intents').insert({ id: 'x' }), /readonly|query_only/);
});

test('a library with the bug that corrupts is refused (REL-42)', () => {
  for (const version of ['3.51.2', '3.40.1', '2.99.99', '']) assert.throws(() => refuseOldSqlite(version), { code: 'sqlite-too-old' });
  for (const version of ['3.51.3', '3.52.0', '4.0.0']) refuseOldSqlite(version);
});

test('a database on a network file system is refused with a way out (REL-45)', () => {
  for (const type of [0x6969, 0x517b, 0xff534d42, -11317950, 0xfe534d42, 0x01021997, 0x65735546]) {
    assert.throws(() => refuseNetworkFileSystem('/mnt', type), { code: 'network-file-system', hint: /--database/ });
  }
  for (const type of [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0]) refuseNetworkFileSystem('/mnt', type);
});

test('a symbolic link, a second name and a folder in the place of the database are refused (REL-46)', async (t) => {
  const folder = tempFolder(t);
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, '');
  symlinkSync(elsewhere, join(folder, 'link.db'));
  linkSync(elsewhere, join(folder, 'second.db'));
  for (const [name, words] of [['link.db', /symbolic link/], ['second.db', /2 names/], ['.', /no regular file/]] as const) {
    await assert.rejects(openDatabase({ database: join(folder, name) }, quietLog, new ManualClock()), { code: 'database-refused', message: words });
  }
});

test("another program's database and a newer one are refused and left alone", async (t) => {
  const folder = tempFolder(t);
  for (const [pragma, code] of [['application_id = 7', 'foreign-database'], ['user_version = 99', 'newer-database']] as const) {
    const path = join(folder, `${code}.db`);
    const other = new SqliteDatabase(path);
    other.pragma(pragma);
    other.exec('create table theirs (x)');
    other.close();
    const bytes = readFileSync(path);
    await assert.rejects(openDatabase({ database: path }, quietLog, new ManualClock()), { code });
    assert.deepEqual(readFileSync(path), bytes);
  }
});

test('a damaged database is kept, told of in one sentence, and begun anew (REL-47)', async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'runkeep.db');
  writeFileSync(path, 'SQLite format 3\0 and then nonsense '.repeat(500));
  const bytes = readFileSync(path);
  const told: string[] = [];
  const database = await opened(t, folder, { ...quietLog, error: (message) => void told.push(message) });
  assert.equal(database.aside, `${path}.corrupt-20231114T221320Z`);
  assert.deepEqual(readFileSync(database.aside), bytes);
  assert.match(told.join('|'), /^the database was damaged \([^|]*\.corrupt-[^|]*$/);
  assert.deepEqual(await database.reader('daemon_intents').select(), []);
});

test('damage that a check in the background finds is told, noted, and the file put aside once at the next start (REL-47)', async (t) => {
  const source = await withTable(t);
  for (let i = 0; i < 40; i++) await source.write((transaction) => transaction('notes').insert({ text: `${i}-`.repeat(300) }));
  await source.close();
  const sound = readFileSync(source.path);
  writeFileSync(source.path, Buffer.concat([sound.subarray(0, -8192), Buffer.alloc(8192, 0xaa)]));
  const errors: string[] = [];
  const clock = new ManualClock();
  const check = new BackgroundCheck(source.path, { ...quietLog, error: (message) => void errors.push(message) }, clock);
  atEnd(t, () => check.close());
  await clock.pass(10_000);
  const words = await new Promise<string>((told) => {
    check.onDamage(told);
  });
  const late = await new Promise<string>((told) => {
    check.onDamage(told);
  });
  assert.deepEqual([late, readFileSync(`${source.path}.damaged`, 'utf8'), errors.length], [words, words, 1]);
  // only the note can know: the bytes are sound again
  writeFileSync(source.path, sound);
  const next = await opened(t, dirname(source.path));
  assert.equal(next.aside, `${source.path}.corrupt-20231114T221320Z`);
  await next.close();
  const after = await opened(t, dirname(source.path));
  assert.deepEqual([after.aside, existsSync(`${source.path}.damaged`)], [undefined, false]);
});

test('a sound database has nothing noted by a check in the background (REL-47)', async (t) => {
  const source = await withTable(t);
  assert.equal(checkedWords(source.path), undefined);
  assert.equal(notedDamage(source.path), undefined);
});

test('a database cut anywhere is opened or begun anew, never served torn (REL-47)', async (t) => {
  const source = await withTable(t);
  for (let i = 0; i < 40; i++) await source.write((transaction) => transaction('notes').insert({ text: `${i}-`.repeat(300) }));
  source.sql.get('select 1');
  const copied = tempFolder(t);
  for (const end of ['', '-wal']) copyFileSync(source.path + end, join(copied, `runkeep.db${end}`));
  const whole = connect(join(copied, 'runkeep.db'), 'full');
  whole.pragma('wal_checkpoint(truncate)');
  whole.close();
  const { size } = statSync(join(copied, 'runkeep.db'));
  for (let cut = size - 512; cut >= 0; cut -= 4096 + 512) {
    const folder = tempFolder(t);
    copyFileSync(join(copied, 'runkeep.db'), join(folder, 'runkeep.db'));
    truncateSync(join(folder, 'runkeep.db'), cut);
    const database = await opened(t, folder);
    assert.equal(database.aside !== undefined, cut > 0, `cut at ${cut}`);
    assert.deepEqual(await database.reader('daemon_intents').select(), []);
  }
});

test('a write-ahead log cut anywhere loses its last commits and nothing before', async (t) => {
  const source = await withTable(t);
  for (let i = 0; i < 20; i++) await source.write((transaction) => transaction('notes').insert({ text: String(i).padStart(3, '0') }));
  const log = readFileSync(`${source.path}-wal`);
  for (let cut = log.length; cut >= 0; cut -= 1536) {
    const folder = tempFolder(t);
    copyFileSync(source.path, join(folder, 'runkeep.db'));
    writeFileSync(join(folder, 'runkeep.db-wal'), log.subarray(0, cut));
    const database = await opened(t, folder);
    const kept = (await database.reader.schema.hasTable('notes')) ? await database.reader<{ text: string }>('notes').pluck('text').orderBy('text') : [];
    assert.deepEqual(kept, Array.from(kept, (_, i) => String(i).padStart(3, '0')), `cut at ${cut}`);
  }
});

test('writes asked for together share a commit, and one that fails leaves the others (REL-43)', async (t) => {
  const database = await withTable(t);
  const frames = (): number => statSync(`${database.path}-wal`).size;
  await database.write((transaction) => transaction('notes').insert({ text: 'first' }));
  const before = frames();
  const results = await Promise.allSettled(['a', 'b', 'first', 'c'].map((text) => database.write(async (transaction) => {
    await transaction('notes').insert({ text: `with ${text}` });
    await transaction('notes').insert({ text });
    return text;
  })));
  assert.deepEqual(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed')), ['a', 'b', 'failed', 'c']);
  assert.deepEqual(await database.reader('notes').pluck('text').orderBy('text'), ['a', 'b', 'c', 'first', 'with a', 'with b', 'with c']);
  const shared = frames() - before;
  for (const text of ['d', 'e', 'f']) await database.write((transaction) => transaction('notes').insert({ text }));
  assert.ok(shared <= (frames() - before - shared), `${shared} bytes of log for three in one commit, against three commits`);
});

test('a value that was bound is in no error text (SEC-40)', async (t) => {
  const database = await withTable(t);
  await database.write((transaction) => transaction('notes').insert({ text: 'secret-value' }));
  await assert.rejects(database.write((transaction) => transaction('notes').insert({ text: 'secret-value' })), (failure: Error) => !failure.message.includes('secret-value'));
});

test('a database that another connection holds is busy, and nothing of the write is kept (REL-41)', async (t) => {
  const database = await withTable(t);
  await database.write(async (transaction) => {
    await transaction.raw('pragma busy_timeout = 1');
  });
  const other = connect(database.path, 'normal');
  atEnd(t, () => other.close());
  other.exec('begin immediate');
  await assert.rejects(database.write((transaction) => transaction('notes').insert({ text: 'x' })), { family: 'busy', code: 'busy' });
  other.exec('rollback');
  await database.write((transaction) => transaction('notes').insert({ text: 'y' }));
  assert.deepEqual(await database.reader('notes').pluck('text'), ['y']);
});

test('a full disk refuses the whole group, and the next write works when there is room again (REL-48)', async (t) => {
  const database = await withTable(t);
  await database.write((transaction) => transaction.raw('pragma max_page_count = 1'));
  const large = 'x'.repeat(200_000);
  const both = await Promise.allSettled([database.write((transaction) => transaction('notes').insert({ text: 'small' })), database.write((transaction) => transaction('notes').insert({ text: large }))]);
  assert.deepEqual(both.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'kept')), ['no-space', 'no-space']);
  assert.deepEqual(await database.reader('notes').select(), []);
  await database.write((transaction) => transaction.raw('pragma max_page_count = 1000000'));
  await database.write((transaction) => transaction('notes').insert({ text: large }));
  assert.equal((await database.reader('notes').pluck('text')).length, 1);
});

test('migrations go up, keep rows, go down and up again, each ledger on its own', async (t) => {
  const database = await opened(t);
  const migrations = [
    { name: '001-things', up: (knex: SqlDatabase['reader']) => knex.schema.createTable('a_things', (table) => void table.text('id').primary()), down: (knex: SqlDatabase['reader']) => knex.schema.dropTable('a_things') },
    { name: '002-size', up: (knex: SqlDatabase['reader']) => knex.schema.alterTable('a_things', (table) => void table.integer('size')), down: (knex: SqlDatabase['reader']) => knex.schema.alterTable('a_things', (table) => void table.dropColumn('size')) },
  ];
  await database.migrate('plugin-a', migrations.slice(0, 1));
  await database.write((transaction) => transaction('a_things').insert({ id: 'kept' }));
  await database.migrate('plugin-a', migrations);
  await database.migrate('plugin-a', migrations);
  assert.deepEqual(await database.reader('a_things').select(), [{ id: 'kept', size: null }]);
  await database.rollback('plugin-a', migrations);
  assert.equal(await database.reader.schema.hasTable('a_things'), false);
  assert.equal(await database.reader.schema.hasTable('ingest_streams'), true);
  await database.migrate('plugin-a', migrations);
  assert.deepEqual(await database.reader('a_things').select(), []);
  const broken = [...migrations, { name: '003-broken', up: async (knex: SqlDatabase['reader']) => { await knex.schema.createTable('a_half', (table) => void table.text('id')); throw new Error('broken'); }, down: async () => undefined }];
  await assert.rejects(database.migrate('plugin-a', broken), /broken/);
  assert.equal(await database.reader.schema.hasTable('a_half'), false);
});

test('the host tables go down and up again', async (t) => {
  const { hostMigrations } = await import('../../daemon/store/host-migrations.js');
  const database = await opened(t);
  const tables = (): Promise<string[]> => database.reader('sqlite_master').where('type', 'table').whereNot('name', 'like', '%migrations%').whereNot('name', 'like', 'sqlite_%').orderBy('name').pluck('name');
  const before = await tables();
  await database.rollback('daemon', hostMigrations);
  assert.deepEqual(await tables(), []);
  await database.migrate('daemon', hostMigrations);
  assert.deepEqual(await tables(), before);
});

test('a closed database leaves one file', async (t) => {
  const folder = tempFolder(t);
  const database = await openDatabase({ database: join(folder, 'runkeep.db') }, quietLog, new ManualClock());
  await database.close();
  assert.deepEqual([readdirSync(folder), existsSync(database.path)], [['runkeep.db'], true]);
});
