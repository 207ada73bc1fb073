import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../api/clock.js';
import { RunkeepError } from '../api/errors.js';
import type { Log } from '../api/log.js';
import type { LiveSession, SocketDoor } from '../api/socket-door.js';
import type { Frame, Live, Topic } from '../api/topic.js';
import { BoundedSocket } from './bounded-socket.js';
import { Channels } from './channels.js';
import { liveLimits, type LiveLimits } from './live-limits.js';
import { KeptSocket } from './kept-socket.js';
import { LiveSocket } from './live-socket.js';
import { SocketPaths, type FoundSocket, type MountedSocket } from './socket-paths.js';
import { TextLines } from './text-lines.js';

export interface LiveHubOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<LiveLimits>;
}

/** The live bus with its sockets: what is published reaches every socket that subscribed. */
export class LiveHub implements Live, SocketDoor {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: LiveLimits;
  readonly #topics = new Map<string, Topic>();
  readonly #channels: Channels;
  readonly #sockets = new Set<KeptSocket>();
  readonly #server: ReturnType<typeof serverOf>;
  #paths = new SocketPaths([]);
  #endBeats: () => void = () => undefined;
  #emptied: () => void = () => undefined;

  constructor({ clock, log, limits }: LiveHubOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#limits = { ...liveLimits, ...limits };
    this.#channels = new Channels(log);
    this.#server = serverOf(this.#limits);
  }

  /** Takes the topics and text sockets of all plugins and begins to look after its sockets. */
  start(topics: readonly Topic[], sockets: readonly MountedSocket[] = []): void {
    this.#paths = new SocketPaths(sockets);
    for (const topic of topics) this.#topics.set(topic.name, topic);
    this.#endBeats = this.#clock.every(this.#limits.pingMs, () => this.#beat());
  }

  get sockets(): number {
    return this.#sockets.size;
  }

  publish(topic: string, key: string, frame: Frame): void {
    this.#channels.publish(topic, key, frame);
  }

  opens(path: string): boolean {
    return path === '/live' || this.#paths.find(path) !== undefined;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer, session: LiveSession): void {
    const found = this.#paths.find(pathOf(request));
    if (found !== undefined && !session.rights.has(found.route.right)) throw new RunkeepError('forbidden', 'right-missing', `This session does not hold the right "${found.route.right}".`, 'Use a token that holds it.');
    this.#checkPlaces(session);
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      const kept = new KeptSocket(opened, session, { limits: this.#limits, clock: this.#clock });
      this.#sockets.add(kept);
      if (found === undefined) this.#startLive(kept, socket);
      else this.#startText(kept, socket, found);
    });
  }

  #startLive(kept: KeptSocket, wire: Duplex): void {
    const live = new LiveSocket(kept, wire, { topics: this.#topics, channels: this.#channels, limits: this.#limits, log: this.#log });
    kept.start((bytes, isBinary) => live.hear(bytes, isBinary), () => {
      live.end();
      this.#forget(kept);
    });
  }

  #startText(kept: KeptSocket, wire: Duplex, { route, params }: FoundSocket): void {
    const lines = new TextLines(kept, wire);
    kept.start(() => undefined, () => {
      lines.end();
      this.#forget(kept);
    });
    route.open(params, lines).catch((error: unknown) => {
      this.#log.error('a text socket failed by a bug', { path: route.path, error: error instanceof Error ? error.stack : String(error) });
      kept.close(1011, 'the daemon failed');
    });
  }

  #forget(kept: KeptSocket): void {
    this.#sockets.delete(kept);
    if (this.#sockets.size === 0) this.#emptied();
  }

  revoke(isDead: (session: LiveSession) => boolean): void {
    for (const socket of this.#sockets) if (isDead(socket.session)) socket.close(4401, 'the session ended');
  }

  /** Closes every socket (1001). */
  async close(): Promise<void> {
    this.#endBeats();
    if (this.#sockets.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
      for (const socket of this.#sockets) socket.close(1001, 'the daemon stops');
    });
  }

  #beat(): void {
    for (const socket of this.#sockets) socket.beat();
  }

  #checkPlaces(session: LiveSession): void {
    const own = [...this.#sockets].filter((socket) => socket.session.id === session.id).length;
    if (this.#sockets.size < this.#limits.sockets && own < this.#limits.socketsPerSession) return;
    throw new RunkeepError('busy', 'too-many-sockets', 'There is no place for another socket.', `Close one: ${this.#limits.sockets} in all, ${this.#limits.socketsPerSession} of one session.`);
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}

// The type of the server with our own socket class has no name that the library exports.
function serverOf(limits: LiveLimits) {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    maxFragments: limits.fragments,
    WebSocket: BoundedSocket,
    // The ticket beside it is never echoed.
    handleProtocols: (protocols) => (protocols.has('runkeep.v1') ? 'runkeep.v1' : false),
  });
}
