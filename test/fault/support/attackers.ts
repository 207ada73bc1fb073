import { appendFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestDaemon } from '../../support/daemon.js';
import { metricLine, RunDirectory } from '../../support/run-directory.js';

const namesALine = 1000;

/** A run with this many distinct metric names; answers its lines. */
export function manyNames(root: string, dir: string, names: number): number {
  const run = new RunDirectory(root, dir);
  for (let first = 0; first < names; first += namesALine) {
    run.append(metricLine(Object.fromEntries(Array.from({ length: Math.min(namesALine, names - first) }, (_, index) => [`metric/${first + index}`, index])), { step: first }));
  }
  return Math.ceil(names / namesALine);
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
