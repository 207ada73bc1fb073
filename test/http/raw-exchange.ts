import { connect, type Socket } from 'node:net';
import { problem, type Problem } from '../../schemas/problem.js';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Every byte, for searching. */
  readonly text: string;
}

/** Where to connect: a port of loopback, or the path of a socket file. */
export type Target = number | string;

/** Sends bytes that no client library would send, and reads until the server closes or the first answer is whole. */
export function rawExchange(target: Target, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = open(target);
    const received: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => {
      received.push(bytes);
      if (isWhole(Buffer.concat(received).toString('latin1'))) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      const text = Buffer.concat(received).toString('latin1');
      try {
        resolve(parsed(text));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    for (const part of parts) socket.write(part);
  });
}

/** A request as text: the line, the headers, a blank line, the body. */
export function requestText(line: string, headers: readonly string[], body = ''): string {
  return `${line} HTTP/1.1\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${body}`;
}

/** The problem document of a refusal; throws when the answer is none. */
export function problemIn(answer: RawAnswer): Problem {
  return problem.parse(JSON.parse(answer.body));
}

export function open(target: Target): Socket {
  return typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target);
}

function isWhole(text: string): boolean {
  const at = text.indexOf('\r\n\r\n');
  if (at < 0) return false;
  const length = /^content-length: (\d+)/im.exec(text.slice(0, at));
  if (/^HTTP\/1\.1 (101|204)/.test(text)) return true;
  return length !== null && text.length - at - 4 >= Number(length[1]);
}

function parsed(text: string): RawAnswer {
  const at = text.indexOf('\r\n\r\n');
  const head = text.slice(0, at < 0 ? text.length : at).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head[0] ?? '')?.[1] ?? 0);
  const headers = new Map(head.slice(1).map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { status, headers, body: Buffer.from(at < 0 ? '' : text.slice(at + 4), 'latin1').toString('utf8'), text };
}
