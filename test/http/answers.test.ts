import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import request from 'supertest';
import { z } from 'zod';
import { RunkeepError } from '../../daemon/api/errors.js';
import type { Route } from '../../daemon/api/route.js';
import { assertApart } from '../../daemon/http/addresses-apart.js';
import type { OpenApi } from '../../daemon/http/open-api.js';
import { columnsType, decodeColumns } from '../../schemas/columns.js';
import { problem } from '../../schemas/problem.js';
import { ManualClock } from '../support/manual-clock.js';
import { tempFolder } from '../support/temp-folder.js';
import { pageText, serve, type Served } from './served.js';

/** The JSON of an answer. */
function json(answer: { readonly body: unknown }): unknown {
  return answer.body;
}

function agent({ http, token }: Served): ReturnType<typeof request.agent> {
  return request.agent(http.url).set('Authorization', `Bearer ${token}`);
}

test('every answer carries the headers of SEC-25, good or refused', async (t) => {
  const served = await serve(t);
  const expected = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-store' };
  for (const path of ['/', '/healthz', '/api/sample/things', '/api/nothing', '/media/x/y', '/api/docs', '/nothing.js']) {
    const { headers } = await agent(served).get(path);
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, headers[name] as unknown])), expected, path);
    assert.equal(Object.keys(headers).some((name) => name.startsWith('access-control') || name === 'x-powered-by' || name === 'server'), false);
  }
  const { headers } = await agent(served).get('/');
  assert.equal(headers['content-security-policy'], `default-src 'none';script-src 'self';style-src 'self';img-src 'self' data: blob:;font-src 'self';connect-src 'self' ws://${served.host};frame-src 'self';form-action 'none';base-uri 'none';frame-ancestors 'none';require-trusted-types-for 'script'`);
});

test('pages get the viewer, hashed assets are immutable, missing files are missing (SEC-25)', async (t) => {
  const served = await serve(t);
  const page = await request(served.http.url).get('/experiments/0123abcd');
  const asset = await request(served.http.url).get('/assets/app-abc123.js');
  const none = await request(served.http.url).get('/assets/app-old.js');
  const dotted = await request(served.http.url).get('/favicon.ico');
  assert.deepEqual([page.status, page.text, asset.headers['cache-control'], none.status, dotted.status], [200, pageText, 'public, max-age=31536000, immutable', 404, 404]);
});

test('a bug in a handler costs that request alone and shows nothing of itself (SEC-19)', async (t) => {
  const served = await serve(t);
  const answer = await agent(served).get('/api/sample/bug');
  const { code, title } = problem.parse(answer.body);
  assert.deepEqual([answer.status, code, title], [500, 'bug', 'The daemon failed at this request.']);
  assert.equal((await agent(served).get('/api/sample/things')).status, 200);
});

test('an answer that does not come in time is 503 deadline (LIM-18)', async (t) => {
  const clock = new ManualClock();
  const served = await serve(t, { clock });
  const asked = agent(served).get('/api/sample/never').then((answer) => answer);
  const deadline = setInterval(() => void clock.pass(5001), 20);
  const answer = await asked;
  clearInterval(deadline);
  assert.deepEqual([answer.status, problem.parse(answer.body).code, answer.headers['retry-after']], [503, 'deadline', '1']);
});

test('requests beyond the rate wait, changing ones sooner (LIM-15)', async (t) => {
  const clock = new ManualClock();
  const served = await serve(t, { clock, config: { limits: { requestsPerSecond: 10, changesPerSecond: 2, burst: 2 } } });
  const statuses = async (count: number, method: 'get' | 'delete'): Promise<number[]> => {
    const found: number[] = [];
    for (let each = 0; each < count; each += 1) found.push((await agent(served)[method]('/api/sample/things/known')).status);
    return found;
  };
  assert.deepEqual(await statuses(5, 'delete'), [204, 204, 204, 204, 429]);
  assert.deepEqual((await statuses(17, 'get')).filter((status) => status === 429).length, 2);
  await clock.pass(1000);
  assert.deepEqual(await statuses(3, 'delete'), [204, 204, 429]);
});

test('numbers come as columns when asked for, compressed when long, with their timing', async (t) => {
  const served = await serve(t);
  const columns = await agent(served).get('/api/sample/columns').set('Accept', columnsType).buffer(true).parse((response, done) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('end', () => done(null, Buffer.concat(parts)));
  });
  const json = await agent(served).get('/api/sample/columns');
  assert.deepEqual([columns.headers['content-type'], columns.headers['content-encoding'], decodeColumns(columns.body as Buffer).columns[0]?.length, json.body], [columnsType, 'gzip', 1000, { values: 1000 }]);
  assert.match(json.headers['server-timing'] ?? '', /^work;dur=1\.50, total;dur=\d+\.\d\d$/);
});

test('running commands is off until the configuration allows it', async (t) => {
  assert.equal((await agent(await serve(t)).post('/api/sample/run')).status, 403);
  assert.equal((await agent(await serve(t, { config: { exec: true } })).post('/api/sample/run')).status, 200);
});

test('the document of the API names every route, and the page shows it without script', async (t) => {
  const served = await serve(t);
  const document = json(await agent(served).get('/api/openapi.json')) as { openapi: string; paths: Record<string, Record<string, { parameters: { name: string }[] }>> };
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(Object.keys(document.paths).filter((path) => path.includes('things')), ['/api/sample/things', '/api/sample/things/{id}']);
  assert.deepEqual(document.paths['/api/sample/things']?.['get']?.parameters.map(({ name }) => name), ['limit', 'tag', 'sort']);
  const page = await agent(served).get('/api/docs');
  assert.match(page.text, /Keeps a thing/);
  assert.doesNotMatch(page.text, /<script|<style|style=|https?:\/\/(?!127)/);
  assert.match((await agent(served).get('/api/docs.css')).headers['content-type'] ?? '', /^text\/css/);
});

test('the daemon tells of itself: status, commands, panels, metrics', async (t) => {
  const served = await serve(t);
  const status = json(await agent(served).get('/api/status'));
  const commands = json(await agent(served).get('/api/commands'));
  const panels = json(await agent(served).get('/api/panels'));
  const { version, pid, root, line } = status as Record<string, unknown>;
  assert.deepEqual([version, pid, root, (line as { state: string }).state], ['0.0.0-test', process.pid, served.root, 'live']);
  assert.deepEqual(commands, { commands: [{ plugin: 'sample', name: 'things', summary: 'lists things', method: 'GET', path: '/api/sample/things' }] });
  assert.deepEqual(panels, { panels: [{ plugin: 'sample', id: 'one', title: 'One', module: '/panels/sample/panel.js' }] });
  const metrics = await agent(served).get('/metrics');
  assert.match(metrics.text, /runkeep_http_request_seconds_count\{method="GET",route="\/api\/status",status="200"\} 1/);
  assert.match(metrics.text, /runkeep_line\{what="pointsRead"\} 20/);
});

test('media are typed by content, sandboxed and served in ranges (SEC-26)', async (t) => {
  const served = await serve(t);
  const folder = join(tempFolder(t), 'run');
  mkdirSync(folder);
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 7)]);
  const files: Readonly<Record<string, readonly [Buffer, string]>> = {
    'a.png': [png, 'image/png inline'],
    'lies.html': [png, 'image/png inline'],
    'page.html': [Buffer.from('hello <script>alert(1)</script>'), 'application/octet-stream attachment'],
    'page.txt': [Buffer.from('  <html><script>alert(1)</script>'), 'application/octet-stream attachment'],
    'x.svg': [Buffer.from('<svg onload="alert(1)"/>'), 'application/octet-stream attachment'],
    'log.txt': [Buffer.from('loss 0.5\n'), 'text/plain; charset=utf-8 inline'],
    'weights.bin': [Buffer.from([1, 0, 2, 255]), 'application/octet-stream attachment'],
    empty: [Buffer.alloc(0), 'text/plain; charset=utf-8 inline'],
  };
  const found: Record<string, string> = {};
  for (const [name, [bytes]] of Object.entries(files)) {
    writeFileSync(join(folder, name), bytes);
    const { headers } = await request(served.http.url).get(served.media.link(folder, name));
    found[name] = `${headers['content-type']} ${headers['content-disposition']?.split(';')[0]}`;
    assert.equal(headers['content-security-policy'], "sandbox; default-src 'none'");
  }
  assert.deepEqual(found, Object.fromEntries(Object.entries(files).map(([name, [, answer]]) => [name, answer])));
  const link = served.media.link(folder, 'a.png');
  const part = await request(served.http.url).get(link).set('Range', 'bytes=0-3');
  const beyond = await request(served.http.url).get(link).set('Range', 'bytes=1000-');
  const head = await request(served.http.url).head(link);
  assert.deepEqual([part.status, part.headers['content-range'], part.headers['content-length'], beyond.status, beyond.headers['content-range'], head.status, head.headers['content-length']], [206, 'bytes 0-3/108', '4', 416, 'bytes */108', 200, '108']);
});

test('a media link expires, cannot be bent, and needs no cookie (SEC-26)', async (t) => {
  const clock = new ManualClock();
  const served = await serve(t, { clock });
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'ä 1.txt'), 'x');
  writeFileSync(join(folder, 'b.txt'), 'y');
  const link = served.media.link(folder, 'ä 1.txt');
  const status = async (path: string): Promise<number> => (await request(served.http.url).get(path)).status;
  assert.deepEqual([await status(link), await status(link.replace('1.txt', '2.txt')), await status(link.replace(/e=(\d+)/, (_all, e: string) => `e=${Number(e) + 1}`)), await status(link.split('?')[0] ?? ''), await status(`${link}&x=1`)], [200, 403, 403, 403, 200]);
  assert.equal(link.includes(folder.split('/').at(-1) ?? ''), false);
  await clock.pass(601_000);
  assert.equal(await status(link), 403);
});

test('a daemon that stops lets the request under way end, and its port is free', async (t) => {
  let entered: () => void = () => undefined;
  let finish: (value: unknown) => void = () => undefined;
  const isEntered = new Promise<void>((resolve) => (entered = resolve));
  const handle = (): Promise<unknown> => {
    entered();
    return new Promise((resolve) => (finish = resolve));
  };
  const served = await serve(t, { plugins: [{ id: 'slow', routes: [{ method: 'GET', path: '', summary: 'Answers when told', right: 'read', handle }], commands: [], panels: [] }] });
  const asked = agent(served).get('/api/slow').then((answer) => answer.status);
  await isEntered;
  const closed = served.close();
  await assert.rejects(fetch(served.http.url));
  finish({});
  assert.equal(await asked, 200);
  await closed;
});

test('a plugin that names a base has its routes, commands and documents there', async (t) => {
  const route: Route = { method: 'GET', path: '/runs/:id', summary: 'One run', right: 'read', handle: async () => ({ at: 'base' }) };
  const served = await serve(t, { plugins: [{ id: 'old-api', base: '/api', routes: [route], commands: [{ name: 'run', summary: 'a run', method: 'GET', path: '/runs/:id' }], panels: [] }] });
  const document = json(await agent(served).get('/api/openapi.json')) as OpenApi;
  const { commands } = json(await agent(served).get('/api/commands')) as { commands: { path: string }[] };
  const wrong = await agent(served).delete('/api/runs/1');
  assert.deepEqual([json(await agent(served).get('/api/runs/1')), Object.hasOwn(document.paths, '/api/runs/{id}'), commands.map(({ path }) => path), wrong.status, wrong.headers['allow']], [{ at: 'base' }, true, ['/api/runs/:id'], 405, 'GET, HEAD']);
});

test('problems of a route with detail carry it: the fields at fault, or the sentence', async (t) => {
  const handle = async (): Promise<never> => { throw new RunkeepError('not-offered', 'no-export', 'Export functionality not available', 'Ask for csv.'); };
  const route: Route = { method: 'GET', path: '', summary: 'Old', right: 'read', detail: true, query: z.object({ n: z.coerce.number().min(100).default(100) }), handle };
  const served = await serve(t, { plugins: [{ id: 'old', routes: [route], commands: [], panels: [] }] });
  const refused = await agent(served).get('/api/old');
  const invalid = await agent(served).get('/api/old?n=10');
  const { code, detail } = json(refused) as { code: string; detail: unknown };
  assert.deepEqual([refused.status, code, detail], [501, 'no-export', 'Export functionality not available']);
  const { detail: fields } = json(invalid) as { detail: { loc: string[] }[] };
  assert.deepEqual([invalid.status, fields.map(({ loc }) => loc)], [422, [['query', 'n']]]);
});

test('two routes at one address are refused, and both ends are named', () => {
  const at = (tag: string, base: string, path: string, method: Route['method'] = 'GET'): Parameters<typeof assertApart>[0][number] => ({ tag, base, route: { method, path, summary: '', right: 'read', handle: async () => ({}) } });
  assertApart([at('house', '/api', '/status'), at('old-api', '/api', '/status', 'POST'), at('old-api', '/api', '/runs/:id'), at('old-api', '/api', '/runs/:id/metrics')]);
  assert.throws(() => assertApart([at('house', '/api', '/status'), at('old-api', '/api', '/status')]), /old-api answers GET \/api\/status, which is answered by house already/);
  assert.throws(() => assertApart([at('one', '/api/runs', '/:id'), at('two', '/api', '/runs/:name')]), /two answers GET \/api\/runs\/:name, which is answered by one already/);
});
