import type { MessagePort } from 'node:worker_threads';
import type { Clock } from '../api/clock.js';
import type { LivePoints } from '../api/line.js';
import type { Log } from '../api/log.js';
import type { WatchModule } from '../api/watch.js';
import { ownEra } from '../kernel/era.js';
import type { IngestLine } from './ingest-line.js';
import type { LineStore } from './line-options.js';
import { type LineData, type LineQuestion, type LineWord, type LogLevel, transfersOf } from './messages.js';
import { runLine } from './run-line.js';

export interface HostOptions {
  readonly data: LineData;
  readonly watches: readonly WatchModule[];
  readonly openStore: (log: Log) => LineStore;
  readonly clock: Clock;
}

/** The worker's side of the line: runs it, answers the questions that come through `port`, and says what happened. */
export function hostLine(port: MessagePort, { data, watches, openStore, clock }: HostOptions): void {
  const heard = new HeardPoints((points, transfers) => port.postMessage({ kind: 'points', points } satisfies LineWord, transfers));
  const say = (word: LineWord, transfers: readonly ArrayBuffer[] = []): void => {
    heard.flush();
    port.postMessage(word, transfers);
  };
  const log = portLog(say);
  const line = runLine({
    root: data.root,
    config: data.config,
    watches,
    era: ownEra(),
    openStore: () => openStore(log),
    clock,
    log,
    committed: (commit) => say({ kind: 'commit', commit }),
    heard: (points) => heard.add(points),
    crashed: (failure) => say({ kind: 'crashed', failure: failure instanceof Error ? failure : new Error(String(failure)) }),
  });
  port.on('message', (question: LineQuestion) => {
    void answer(line, question).then(({ value, transfers }) => {
      say({ kind: 'answer', number: question.number, answer: value }, transfers);
      if (question.call === 'stop') port.close();
    });
  });
}

/** The points of one turn go as one message, before any other word: a message wakes the main thread, which costs 0.1 ms. */
class HeardPoints {
  readonly #send: (points: readonly LivePoints[], transfers: readonly ArrayBuffer[]) => void;
  #points: LivePoints[] = [];

  constructor(send: (points: readonly LivePoints[], transfers: readonly ArrayBuffer[]) => void) {
    this.#send = send;
  }

  add(points: LivePoints): void {
    if (this.#points.push(points) === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#points.length === 0) return;
    const points = this.#points;
    this.#points = [];
    this.#send(points, transfersOf(points));
  }
}

async function answer(line: IngestLine, question: LineQuestion): Promise<{ readonly value?: unknown; readonly transfers?: readonly ArrayBuffer[] }> {
  switch (question.call) {
    case 'listen':
      line.listen(question.asked.experimentId, question.asked.on);
      return {};
    case 'status':
      return { value: line.status() };
    case 'scan':
      await line.scan();
      return {};
    case 'rebuild':
      await line.rebuild(question.asked);
      return {};
    case 'promised':
      return { value: line.promised(question.asked) };
    case 'hold':
      line.hold(question.asked);
      return {};
    case 'purge':
      line.purge(question.asked);
      return {};
    case 'reclaim':
      return { value: line.reclaim() };
    case 'sweep':
      return { value: line.sweep() };
    case 'truncateLog':
      return { value: line.truncateLog() };
    case 'unsealed': {
      const streams = line.unsealed(question.asked);
      return { value: streams, transfers: transfersOf(streams.map(({ block }) => block)) };
    }
    case 'stop':
      await line.stop(question.asked);
      return {};
  }
}

function portLog(say: (word: LineWord) => void, kept: Readonly<Record<string, unknown>> = {}): Log {
  const at = (level: LogLevel) => (message: string, fields?: Readonly<Record<string, unknown>>) => say({ kind: 'log', level, message, fields: { ...kept, ...fields } });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: (fields) => portLog(say, { ...kept, ...fields }) };
}
