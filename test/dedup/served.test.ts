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

test('bytes come in by a resumable upload or in one request, and leave by their digest (REL-13, POOL-06)', async (t) => {
  const daemon = await startDaemon(t);
  const bytes = Buffer.alloc(3_000_000, 'weights ');
  const digest = sha256(bytes);
  const ask = async (method: string, path: string, body?: Uint8Array | object, headers: Record<string, string> = {}): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> => {
    const type = body === undefined ? {} : { 'Content-Type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json' };
    const response = await fetch(new URL(`/api/dedup${path}`, daemon.url), { method, headers: { Authorization: `Bearer ${daemon.token}`, ...type, ...headers }, ...(body && { body: body instanceof Uint8Array ? body : JSON.stringify(body) }) });
    const isJson = response.headers.get('content-type')?.includes('json') === true && method !== 'HEAD';
    return { status: response.status, headers: response.headers, body: isJson ? await response.json() : Buffer.from(await response.arrayBuffer()) };
  };
  const small = { digest: sha256('small'), size: 5 };
  const known = async (): Promise<unknown> => (await ask('POST', '/blobs/known', { blobs: [{ digest, size: bytes.length }, small] })).body;
  assert.deepEqual(await known(), { missing: [digest, small.digest] });
  assert.deepEqual((await ask('POST', '/uploads', { digest, size: bytes.length })).body, { digest, size: bytes.length, offset: 0, stored: false });
  assert.equal((await ask('PATCH', `/uploads/${digest}?offset=0`, bytes.subarray(0, 1_000_001))).status, 200);
  assert.equal((await ask('HEAD', `/uploads/${digest}`)).headers.get('upload-offset'), '1000001');
  const whole = await ask('PATCH', `/uploads/${digest}?offset=1000001`, bytes.subarray(1_000_001));
  assert.deepEqual(whole.body, { digest, size: bytes.length, offset: bytes.length, stored: true, durability: 'power' });
  assert.equal((await ask('PUT', `/blobs/${small.digest}`, Buffer.from('small'))).status, 200);
  assert.deepEqual(await known(), { missing: [] });
  const etag = `"${digest}"`;
  const out = await ask('GET', `/blobs/${digest}`);
  assert.deepEqual([out.headers.get('etag'), out.headers.get('content-length'), sha256(out.body as Buffer)], [etag, '3000000', digest]);
  const part = await ask('GET', `/blobs/${digest}`, undefined, { Range: 'bytes=0-6', 'If-Range': etag });
  assert.deepEqual([part.status, String(part.body)], [206, 'weights']);
  const told = async (...asked: Parameters<typeof ask>): Promise<string> => {
    const { status, body } = await ask(...asked);
    return `${status} ${String((body as { code?: string }).code)}`;
  };
  assert.deepEqual(
    [await told('GET', `/blobs/${'0'.repeat(64)}`), await told('GET', '/blobs/known'), await told('PATCH', `/uploads/${'0'.repeat(64)}?offset=0`, bytes), await told('PUT', `/blobs/${sha256('other')}`, Buffer.from('wrong')), await told('PATCH', `/uploads/${digest}?offset=-1`, bytes), await told('PUT', `/blobs/${digest}`, { not: 'bytes' })],
    ['404 no-blob', '422 invalid-params', '404 no-upload', '422 digest-mismatch', '422 invalid-query', '415 content-type'],
  );
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
});
