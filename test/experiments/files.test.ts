import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { LogPart, MediaItem } from '../../schemas/experiments.js';
import { readLogPart } from '../../plugins/experiments/files/log-part.js';
import { mediaType } from '../../plugins/experiments/files/media-type.js';
import { openInside } from '../../plugins/experiments/files/open-inside.js';
import { atEnd } from '../support/at-end.js';
import type { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { openedHouse, type House } from './house.js';

const dir = 'runs/vision/20260101_000001_abcdef';

async function withRun(t: TestContext): Promise<{ house: House; run: RunDirectory; id: string; logs: (query?: object) => Promise<LogPart> }> {
  const house = await openedHouse(t);
  const run = house.run(dir);
  const id = house.take(dir);
  return { house, run, id, logs: (query = {}) => house.call('GET', '/:id/logs', { params: { id }, query }) };
}

test('a log is given in whole lines, escapes and lone carriage returns kept, and a half line waits (DISK-45)', async (t) => {
  const { run, logs } = await withRun(t);
  run.text('\u001b[1mone\u001b[0m\n 10%\r 20%\r\nhalf');
  const part = await logs();
  assert.deepEqual(part, { file: 'logs.txt', from: 0, to: 23, size: 27, text: '\u001b[1mone\u001b[0m\n 10%\r 20%\r\n' });
  assert.equal((await logs({ from: part.to })).text, '');
});

test('the last line of a run that ended is given without its line end', async (t) => {
  const { house, run, logs } = await withRun(t);
  run.text('one\nlast');
  run.finish();
  house.take(dir);
  assert.equal((await logs()).text, 'one\nlast');
});

test('the tail begins with a whole line', async (t) => {
  const { run, logs } = await withRun(t);
  run.text('first line\nsecond line\nthird\n');
  const { from, text } = await logs({ tail: 15 });
  assert.deepEqual([from, text], [23, 'third\n']);
});

test('a log that is not there yet is empty', async (t) => {
  assert.deepEqual(await (await withRun(t)).logs(), { file: 'logs.txt', from: 0, to: 0, size: 0, text: '' });
});

test('parts that go on from each other give the log byte for byte, whatever the size of a part (DISK-45)', async (t) => {
  const path = join(tempFolder(t), 'logs.txt');
  const handle = await open(path, 'w+');
  atEnd(t, () => handle.close());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.constant('\n'), fc.string({ unit: 'grapheme' }))), fc.integer({ min: 4, max: 40 }), async (pieces, bytes) => {
      const log = pieces.join('');
      await handle.truncate(0);
      await handle.write(Buffer.from(log), 0, undefined, 0);
      let [text, from] = ['', 0];
      for (let part = await readLogPart(handle, '', { from, bytes, isLive: false }); part.to > from; part = await readLogPart(handle, '', { from, bytes, isLive: false })) {
        assert.equal(part.from, from);
        text += part.text;
        from = part.to;
      }
      assert.equal(text, log);
    }),
  );
});

for (const file of ['../meta.json', 'meta.json', '..', '', 'a/b.txt', 'a\\b.txt', '.hidden.txt', 'logs.txt\0', '/etc/passwd.txt']) {
  test(`${JSON.stringify(file)} is no log (SEC-30)`, async (t) => {
    const { logs } = await withRun(t);
    await assert.rejects(logs({ file }), { code: 'no-log' });
  });
}

test('a log that is a link, or a folder, or a pipe is an empty one, and its target is not read (SEC-31)', async (t) => {
  const { house, run, logs } = await withRun(t);
  writeFileSync(join(house.root, 'secret.txt'), 'secret\n');
  symlinkSync(join(house.root, 'secret.txt'), join(run.folder, 'logs.txt'));
  writeFileSync(join(run.folder, 'target'), 'inside\n');
  symlinkSync('target', join(run.folder, 'inner.txt'));
  mkdirSync(join(run.folder, 'logs-r1.txt'));
  execFileSync('mkfifo', [join(run.folder, 'pipe.txt')]);
  const texts = await Promise.all(['logs.txt', 'inner.txt', 'logs-r1.txt', 'pipe.txt'].map(async (file) => (await logs({ file })).text));
  assert.deepEqual(texts, ['', '', '', '']);
});

test('a folder on the way that is a link to elsewhere leads nowhere, even to a name that begins alike (SEC-30)', async (t) => {
  const folder = tempFolder(t);
  const other = `${folder}-other`;
  mkdirSync(other);
  atEnd(t, () => rmSync(other, { recursive: true }));
  writeFileSync(join(other, 'x.txt'), 'secret');
  symlinkSync(other, join(folder, 'media'));
  assert.equal(await openInside(folder, 'media/x.txt'), undefined);
  for (const name of ['../x', 'a/../b', '/x', 'a//b', 'a\0', '.', 'x'.repeat(1025)]) await assert.rejects(openInside(folder, name), { code: 'bad-path' });
});

test('media are typed by content; events without file and files without event are both listed (DISK-46)', async (t) => {
  const { house, run, id } = await withRun(t);
  mkdirSync(join(run.folder, 'media'));
  writeFileSync(join(run.folder, 'media', 'a #图.png'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
  writeFileSync(join(run.folder, 'media', 'orphan.jpg'), '<svg onload="alert(1)">');
  const event = (path: string, step: string): string => `{"ts": 1.5, "type": "image", "data": {"key": "k", "path": ${JSON.stringify(path)}, "step": ${step}, "caption": null}}\n`;
  run.append(event('media/a #图.png', '3') + event('media/gone.png', 'null') + event('../../secret', '1'));
  house.take(dir);
  const { media } = await house.call<{ media: MediaItem[] }>('GET', '/:id/media', { params: { id } });
  assert.deepEqual(media, [
    { key: 'k', step: 3, caption: null, ts: 1.5, file: 'media/a #图.png', logged: true, type: 'image/jpeg', size: 4, url: `/media/${dir}/media/a #图.png` },
    { key: 'k', step: null, caption: null, ts: 1.5, file: 'media/gone.png', logged: true, type: null, size: null, url: null },
    { key: 'k', step: 1, caption: null, ts: 1.5, file: '../../secret', logged: true, type: null, size: null, url: null },
    { key: null, step: null, caption: null, ts: null, file: 'media/orphan.jpg', logged: false, type: 'application/octet-stream', size: 23, url: `/media/${dir}/media/orphan.jpg` },
  ]);
});

test('the first bytes of a file tell its type', () => {
  assert.deepEqual(['\x89PNG\r\n\x1a\n', 'GIF89a', 'RIFFxxxxWEBP', '....ftypavif', '....ftypisom', 'RIFFxxxxWAVE', '', '<html>'].map((bytes) => mediaType(Buffer.from(bytes, 'latin1'))), ['image/png', 'image/gif', 'image/webp', 'image/avif', 'video/mp4', 'audio/wav', 'application/octet-stream', 'application/octet-stream']);
});
