import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Parts } from '../../daemon/api/route.js';
import { tarArchive } from '../../plugins/dedup/download/tar-archive.js';
import { tempFolder } from '../support/temp-folder.js';
import { openHouse, type House } from './house.js';
import { kept, published } from './published.js';

const long = `${'folder/'.repeat(30)}weights 图 ü.bin`;
const files: Readonly<Record<string, string>> = { 'a.txt': 'alpha', [long]: 'x'.repeat(100_000), empty: '', 'sub/b': 'beta' };

async function archive(house: House, format: string): Promise<Parts> {
  return house.call<Parts>('GET', '/artifacts/:type/:name/:version/archive', { params: { type: 'model', name: 'net', version: 'latest' }, query: { format } });
}

async function read(parts: Parts): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of parts.open(new AbortController().signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const unpackers = { tar: (file: string, to: string) => ['tar', '-xf', file, '-C', to], zip: (file: string, to: string) => ['python3', '-m', 'zipfile', '-e', file, to] } as const;

for (const format of ['tar', 'zip'] as const) {
  test(`a version comes as one ${format} file of the length that was told, which other programs read`, async (t) => {
    const house = await openHouse(t);
    await published(house, 'net', files);
    const parts = await archive(house, format);
    const bytes = await read(parts);
    assert.equal(Number(parts.headers['Content-Length']), bytes.length);
    const folder = tempFolder(t);
    writeFileSync(join(folder, 'it'), bytes);
    mkdirSync(join(folder, 'out'));
    const [program = '', ...args] = unpackers[format](join(folder, 'it'), join(folder, 'out'));
    const { status, error, stderr } = spawnSync(program, args);
    if (error !== undefined) {
      t.skip(`${program} is not here`);
      return;
    }
    assert.equal(status, 0, String(stderr));
    const out = readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, 'out', name)).isFile());
    assert.deepEqual(Object.fromEntries(out.map((name) => [name, readFileSync(join(folder, 'out', name), 'utf8')])), files);
  });

  test(`a ${format} file with bytes that rotted breaks off before its end (POOL-06)`, async (t) => {
    const house = await openHouse(t);
    await published(house, 'net', { a: 'alpha', b: 'beta!' });
    const digest = await kept(house, 'beta!');
    const object = join(house.root.path, 'artifacts/.dedup', digest.slice(0, 2), digest);
    chmodSync(object, 0o644);
    writeFileSync(object, 'wrong');
    await assert.rejects(read(await archive(house, format)), { code: 'object-damaged' });
  });
}

test('a tar header holds sizes beyond 8 GiB, and the sum is known without reading', () => {
  const size = 2 ** 35 + 1;
  const { size: whole } = tarArchive([{ path: 'big', size, modified_at: 0, read: () => { throw new Error('nothing is read'); } }]);
  assert.equal(whole, 512 * 3 + Math.ceil(size / 512) * 512 + 1024);
});

test('an archive that nobody reads opens no file', async (t) => {
  const house = await openHouse(t);
  await published(house, 'net', { a: 'alpha' });
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  for (let n = 0; n < 20; n++) await archive(house, 'zip');
  const reading = (await archive(house, 'zip')).open(new AbortController().signal)[Symbol.asyncIterator]();
  await reading.next();
  await reading.return?.();
  assert.ok(open() <= before + 1);
});
