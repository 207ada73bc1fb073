import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { z } from 'zod';
import { adoptionAnswer, artifactSummary } from '../../schemas/dedup.js';
import { startDaemon } from '../support/daemon.js';
import { RunicornArtifacts, sha256 } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';

test('the daemon takes in artifacts, and sends their files whole, in ranges, and only when they are new', async (t) => {
  const root = tempFolder(t);
  const bytes = Buffer.alloc(3_000_000, 'compressible ');
  new RunicornArtifacts(root).log('model', 'a net', { 'weights/head 图.bin': bytes });
  const daemon = await startDaemon(t, { root });
  const { versions, at_risk } = adoptionAnswer.parse((await daemon.post('/api/dedup/adopt')).body);
  assert.deepEqual([versions, at_risk], [1, { files: 1, bytes: 3_000_000 }]);
  const { artifacts } = await daemon.json(z.object({ artifacts: z.array(artifactSummary) }), '/api/dedup/artifacts?type=model');
  assert.deepEqual(artifacts.map(({ name }) => name), ['a net']);

  const url = new URL(`/api/dedup/artifacts/model/a%20net/latest/file?path=${encodeURIComponent('weights/head 图.bin')}`, daemon.url);
  const ask = async (headers: Record<string, string>, method = 'GET'): Promise<{ readonly status: number; readonly headers: Headers; readonly bytes: Buffer }> => {
    const response = await fetch(url, { method, headers: { Authorization: `Bearer ${daemon.token}`, ...headers } });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const whole = await ask({});
  const etag = `"${sha256(bytes)}"`;
  assert.deepEqual([whole.status, whole.headers.get('etag'), whole.headers.get('content-length'), whole.headers.get('content-encoding'), whole.headers.get('content-type')], [200, etag, '3000000', null, 'application/octet-stream']);
  assert.equal(createHash('sha256').update(whole.bytes).digest('hex'), sha256(bytes));
  assert.match(whole.headers.get('content-disposition') ?? '', /^attachment; filename="head__\.bin"; filename\*=UTF-8''head%20%E5%9B%BE\.bin$/);
  const part = await ask({ Range: 'bytes=2999990-', 'If-Range': etag });
  assert.deepEqual([part.status, part.headers.get('content-range'), part.bytes], [206, 'bytes 2999990-2999999/3000000', bytes.subarray(2_999_990)]);
  assert.deepEqual([(await ask({ 'If-None-Match': etag })).status, (await ask({ Range: 'bytes=3000000-' })).status], [304, 416]);
  const head = await ask({}, 'HEAD');
  assert.deepEqual([head.status, head.headers.get('content-length'), head.bytes.length], [200, '3000000', 0]);
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
});
