import { request as overHttp, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as overTls } from 'node:https';

/** One request as the transport sees it. */
export interface Question {
  readonly url: URL;
  readonly socket?: string | undefined;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Longest silence in milliseconds before the exchange fails; 0: none. */
  readonly silence: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

const largest = 256 * 2 ** 20;

/** Sends one request; resolves with the head of the answer, its body still to be read. Rejects when nobody answers. */
export function openExchange(question: Question): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = { method: question.method, headers: { ...question.headers }, timeout: question.silence };
    if (question.socket !== undefined) options.socketPath = question.socket;
    const send = question.url.protocol === 'https:' ? overTls : overHttp;
    const request = send(question.url, options, resolve);
    request.on('timeout', () => request.destroy(new Error(`no byte for ${question.silence / 1000} s`)));
    request.on('error', reject);
    request.end(question.body);
  });
}

/** Sends one request and reads its whole answer; rejects when nobody answers, or with more than 256 MiB. */
export async function exchange(question: Question): Promise<Reply> {
  return wholeReply(await openExchange(question));
}

/** Reads the body of an answer; rejects with more than 256 MiB. */
export async function wholeReply(response: IncomingMessage): Promise<Reply> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    parts.push(part);
    if (size > largest) throw new Error('the answer is larger than 256 MiB');
  }
  return { status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) };
}
