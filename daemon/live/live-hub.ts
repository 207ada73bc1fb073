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
import { LiveSocket } from './live-socket.js';

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
  readonly #sockets = new Set<LiveSocket>();
  readonly #server: ReturnType<typeof serverOf>;
  #endBeats: () => void = () => undefined;
  #emptied: () => void = () => undefined;

  constructor({ clock, log, limits }: LiveHubOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#limits = { ...liveLimits, ...limits };
    this.#channels = new Channels(log);
    this.#server = serverOf(this.#limits);
  }

  /** Takes the topics of all plugins and begins to look after its sockets. */
  start(topics: readonly Topic[]): void {
    for (const topic of topics) this.#topics.set(topic.name, topic);
    this.#endBeats = this.#clock.every(this.#limits.pingMs, () => this.#beat());
  }

  get sockets(): number {
    return this.#sockets.size;
  }

  publish(topic: string, key: string, frame: Frame): void {
    this.#channels.publish(topic, key, frame);
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer, session: LiveSession): void {
    this.#checkPlaces(session);
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      const parts = { topics: this.#topics, channels: this.#channels, limits: this.#limits, clock: this.#clock, log: this.#log };
      const live = new LiveSocket(opened, socket, session, parts);
      this.#sockets.add(live);
      live.start(() => {
        this.#sockets.delete(live);
        if (this.#sockets.size === 0) this.#emptied();
      });
    });
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
