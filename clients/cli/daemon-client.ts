import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { problem } from '../../schemas/problem.js';
import { noDaemon, type DaemonAddress } from './daemon-address.js';
import { openExchange, wholeReply, type Reply } from './exchange.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';
import { proveDaemon } from './proof.js';

export interface Call {
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
  /** The answer may take as long as it takes. */
  readonly isLong?: boolean;
}

// Above the daemon's own request deadline of 60 s: the daemon's answer, which has a code, comes first.
const silence = 90_000;

/** Speaks to one daemon with the bearer token; a refusal becomes a `Failure` with the daemon's own hint. */
export class DaemonClient {
  readonly address: DaemonAddress;
  #proven: Promise<void> | undefined;

  constructor(address: DaemonAddress) {
    this.address = address;
  }

  get(path: string, query?: Call['query']): Promise<unknown> {
    return this.call('GET', path, query === undefined ? {} : { query });
  }

  /** The parsed JSON of the answer; undefined for 204. */
  async call(method: string, path: string, { query, body, isLong }: Call): Promise<unknown> {
    const reply = await this.#send(method, urlOf(this.address.url, path, query), body, isLong === true ? 0 : silence);
    if (reply.status >= 400) throw refusal(reply);
    return reply.bytes.length === 0 ? undefined : parsed(reply);
  }

  /** A good answer of any length, its body still to be read. */
  async download(method: string, path: string, { query, body }: Call): Promise<IncomingMessage> {
    const answer = await this.#open(method, urlOf(this.address.url, path, query), { body, patience: 0, accept: '*/*' });
    if ((answer.statusCode ?? 0) >= 400) throw refusal(await this.#answered(wholeReply(answer)));
    return answer;
  }

  /** A socket on `/live`; the bearer goes where a browser would bring its ticket. */
  async live(): Promise<WebSocket> {
    await this.#prove();
    const { url, socket, token } = this.address;
    const headers = { Authorization: `Bearer ${token}`, Host: url.host };
    const target = socket === undefined ? `${url.origin.replace(/^http/, 'ws')}/live` : `ws+unix:${socket}:/live`;
    return new WebSocket(target, ['runkeep.v1'], { headers, perMessageDeflate: false });
  }

  async #send(method: string, url: URL, body: unknown, patience: number): Promise<Reply> {
    return this.#answered(wholeReply(await this.#open(method, url, { body, patience, accept: 'application/json' })));
  }

  async #open(method: string, url: URL, { body, patience, accept }: { readonly body: unknown; readonly patience: number; readonly accept: string }): Promise<IncomingMessage> {
    await this.#prove();
    const { socket, token } = this.address;
    const headers: Record<string, string> = { Authorization: `Bearer ${token}`, Accept: accept, Host: url.host };
    const text = body === undefined ? undefined : JSON.stringify(body);
    if (text !== undefined) Object.assign(headers, { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) });
    return this.#answered(openExchange({ url, socket, method, headers, body: text, silence: patience }));
  }

  async #prove(): Promise<void> {
    if (this.address.socket !== undefined) return;
    this.#proven ??= this.#answered(proveDaemon(this.address));
    await this.#proven;
  }

  async #answered<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      throw noDaemon(this.address.root, cause);
    }
  }
}

function urlOf(base: URL, path: string, query: Call['query'] = {}): URL {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url;
}

function parsed(reply: Reply): unknown {
  const text = reply.bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('bad-answer', `the daemon answered ${reply.status} with something that is no JSON`, 'are CLI and daemon of one version?', exitCodes.failed, cause);
  }
}

function refusal(reply: Reply): Failure {
  const told = problem.safeParse(safeJson(reply.bytes));
  const exit = reply.status === 401 || reply.status === 403 ? exitCodes.notAllowed : exitCodes.failed;
  if (told.success) return new Failure(told.data.code, told.data.title, told.data.hint, exit);
  return new Failure(`http-${reply.status}`, `the daemon answered ${reply.status}`, 'its log says more: .runkeep/logs', exit);
}

function safeJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
