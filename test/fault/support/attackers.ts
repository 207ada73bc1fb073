import { appendFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { TestDaemon } from '../../support/daemon.js';
import { metricLine, RunDirectory } from '../../support/run-directory.js';

const namesALine = 1000;

/** A run with this many distinct metric names. */
export function manyNames(root: string, dir: string, names: number): void {
  const run = new RunDirectory(root, dir);
  for (let first = 0; first < names; first += namesALine) {
    run.append(metricLine(Object.fromEntries(Array.from({ length: Math.min(namesALine, names - first) }, (_, index) => [`metric/${first + index}`, index])), { step: first }));
  }
}

/** A run to which all lines come at once. */
export function burst(root: string, dir: string, lines: number): void {
  new RunDirectory(root, dir).append(Array.from({ length: lines }, (_, step) => metricLine({ loss: 1 / (step + 1), accuracy: step }, { step })).join(''));
}

/** A run with lines of this many bytes, a whole one behind each. */
export function longLines(root: string, dir: string, lines: number, bytes: number): void {
  const run = new RunDirectory(root, dir);
  for (let step = 0; step < lines; step++) {
    run.append(`{"ts": 1, "type": "metrics", "data": {"text": "${'x'.repeat(bytes)}"}}\n`);
    run.append(metricLine({ loss: step }, { step }));
  }
}

/** How many of the sockets that were tried were opened, refused with an answer, or lost without one. */
export interface Tried {
  readonly opened: readonly WebSocket[];
  readonly refused: number;
  readonly lost: number;
}

/** Tries to open this many sockets at once, subscribing each to a run. */
export async function manySockets(daemon: TestDaemon, count: number, run: string): Promise<Tried> {
  const [opened, refused]: [WebSocket[], number[]] = [[], []];
  const { token, url } = daemon;
  const tries = Array.from({ length: count }, () => new Promise<void>((resolve) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/live`, ['runkeep.v1'], { headers: { Authorization: `Bearer ${token}` }, perMessageDeflate: false });
    socket.on('open', () => {
      opened.push(socket);
      socket.send(JSON.stringify({ subscribe: 'experiments.metrics', key: run }));
      resolve();
    });
    socket.on('unexpected-response', (request, { statusCode = 0 }) => {
      refused.push(statusCode);
      request.destroy();
      resolve();
    });
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
  }));
  await Promise.all(tries);
  return { opened, refused: refused.filter((status) => status === 503 || status === 429).length, lost: count - opened.length - refused.length };
}

/** Connections that send one header byte a second and never end their request. */
export function slowHeaders(daemon: TestDaemon, count: number): { close(): void } {
  const port = Number(new URL(daemon.url).port);
  const sockets = Array.from({ length: count }, () => slow(port));
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('a');
  }, 1000);
  return {
    close() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}

function slow(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
  return socket;
}

/** Appends lines to a run for some time, so that its sockets have something that they do not read. */
export async function flood(root: string, dir: string, { seconds, linesPerSecond }: { readonly seconds: number; readonly linesPerSecond: number }): Promise<void> {
  const path = join(root, dir, 'events.jsonl');
  for (let tenth = 0; tenth < 10 * seconds; tenth++) {
    appendFileSync(path, Array.from({ length: linesPerSecond / 10 }, (_, index) => metricLine({ loss: index, accuracy: tenth }, { step: tenth })).join(''));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
