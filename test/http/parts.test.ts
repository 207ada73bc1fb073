import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { test, type TestContext } from 'node:test';
import { createGunzip } from 'node:zlib';
import { RunkeepError } from '../../daemon/api/errors.js';
import { Parts, type Route } from '../../daemon/api/route.js';
import { problem } from '../../schemas/problem.js';
import { until } from '../support/until.js';
import { serve, type Served } from './served.js';

const part = Buffer.alloc(256 * 1024, 'x');

/** A route whose parts the test watches. */
class Source {
  given = 0;
  ended = false;
  aborted = false;
  readonly #parts: number;
  readonly #failAt: number;
  readonly #type: string;

  constructor(parts: number, failAt = Infinity, type = 'application/octet-stream') {
    this.#parts = parts;
    this.#failAt = failAt;
    this.#type = type;
  }

  get route(): Route {
    return { method: 'GET', path: '/parts', summary: 'Parts', right: 'read', deadlineSeconds: 0, handle: async () => new Parts(this.#type, (signal) => this.#open(signal), { 'Content-Disposition': 'attachment; filename="x"' }) };
  }

  async *#open(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.addEventListener('abort', () => { this.aborted = true; });
    try {
      for (; this.given < this.#parts; this.given++) {
        if (this.given === this.#failAt) throw new RunkeepError('conflict', 'changed', 'it changed meanwhile', 'ask again');
        yield part;
      }
    } finally {
      this.ended = true;
    }
  }
}

async function asked(t: TestContext, source: Source, method = 'GET', headers: Readonly<Record<string, string>> = {}): Promise<{ served: Served; answer: IncomingMessage }> {
  const served = await serve(t, { plugins: [{ id: 'sample', routes: [source.route], commands: [], panels: [] }] });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = get(new URL('/api/sample/parts', served.http.url), { method, headers: { Authorization: `Bearer ${served.token}`, ...headers } }, resolve);
    request.on('error', reject);
    request.end();
  });
  return { served, answer };
}

async function lengthOf(answer: AsyncIterable<unknown>): Promise<number> {
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) length += chunk.length;
  return length;
}

test('an answer in parts arrives whole, with its type and headers, and its source is closed', async (t) => {
  const source = new Source(40);
  const { answer } = await asked(t, source);
  assert.deepEqual([answer.statusCode, answer.headers['content-type'], answer.headers['content-disposition'], await lengthOf(answer), source.ended], [200, 'application/octet-stream', 'attachment; filename="x"', 40 * part.length, true]);
});

test('parts are made only as fast as they are taken', async (t) => {
  const source = new Source(10_000);
  const { answer } = await asked(t, source);
  answer.pause();
  let before = -1;
  await until('no further part is made', async () => {
    const isStill = source.given === before;
    before = source.given;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return isStill;
  });
  assert.ok(source.given < 100, `${source.given} parts for a client that takes none`);
  answer.destroy();
  await until('the source is closed', () => source.ended);
});

test('an answer in parts is compressed for who takes that, and leaves no listener behind', async (t) => {
  const warnings: Error[] = [];
  const warned = (warning: Error): unknown => warnings.push(warning);
  process.on('warning', warned);
  const { answer } = await asked(t, new Source(60, Infinity, 'text/csv'), 'GET', { 'Accept-Encoding': 'gzip' });
  assert.equal(answer.headers['content-encoding'], 'gzip');
  assert.equal(await lengthOf(answer.pipe(createGunzip())), 60 * part.length);
  process.off('warning', warned);
  assert.deepEqual(warnings, []);
});

test('a client that goes away ends the source', async (t) => {
  const source = new Source(1_000_000);
  const { answer } = await asked(t, source);
  answer.once('data', () => answer.destroy());
  await until('the source is closed', () => source.ended && source.aborted);
  assert.ok(source.given < 1000);
});

test('a failure before the first part is a problem document, a later one breaks the answer off', async (t) => {
  const first = await asked(t, new Source(5, 0));
  const chunks: Buffer[] = [];
  for await (const chunk of first.answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const told = problem.parse(JSON.parse(Buffer.concat(chunks).toString()));
  assert.deepEqual([first.answer.statusCode, told.code, first.answer.headers['content-disposition']], [409, 'changed', undefined]);
  const later = await asked(t, new Source(5, 3));
  assert.equal(later.answer.statusCode, 200);
  await assert.rejects(lengthOf(later.answer));
});

test('HEAD of an answer in parts makes none', async (t) => {
  const source = new Source(5);
  const { answer } = await asked(t, source, 'HEAD');
  assert.deepEqual([answer.statusCode, await lengthOf(answer), source.given], [200, 0, 0]);
});
