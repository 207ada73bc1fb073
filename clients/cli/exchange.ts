import { request as overHttp, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
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

/** Sends one request and reads its whole answer; rejects when nobody answers, or with more than 256 MiB. */
export function exchange(question: Question): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = { method: question.method, headers: { ...question.headers }, timeout: question.silence };
    if (question.socket !== undefined) options.socketPath = question.socket;
    const send = question.url.protocol === 'https:' ? overTls : overHttp;
    const request = send(question.url, options, (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        parts.push(part);
        if (size > largest) request.destroy(new Error('the answer is larger than 256 MiB'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`no byte for ${question.silence / 1000} s`)));
    request.on('error', reject);
    request.end(question.body);
  });
}
