import type { Clock } from '../api/clock.js';
import type { Command } from '../api/command.js';
import type { Health } from '../api/health.js';
import type { JsonReader } from '../api/json-reader.js';
import type { LineStatus } from '../api/line.js';
import type { Log } from '../api/log.js';
import type { Panel } from '../api/plugin.js';
import type { Root } from '../api/root.js';
import type { Route } from '../api/route.js';
import type { SocketDoor } from '../api/socket-door.js';
import type { ListedGauges } from '../kernel/gauges.js';
import type { HttpConfig } from './http-config.js';
import type { SignedMedia } from './signed-media.js';

/** What a plugin brings to the HTTP face. */
export interface HttpPlugin {
  readonly id: string;
  /** Where its routes lie: `/api/<id>` unless told. */
  readonly base?: string | undefined;
  readonly routes: readonly Route[];
  readonly commands: readonly Command[];
  readonly panels: readonly Panel[];
}

/** What the HTTP face is made of; main.ts joins it. */
export interface HttpOptions {
  readonly root: Root;
  readonly clock: Clock;
  readonly log: Log;
  readonly health: Health;
  readonly gauges: Pick<ListedGauges, 'all'>;
  readonly config: HttpConfig;
  readonly version: string;
  readonly plugins: readonly HttpPlugin[];
  readonly live: SocketDoor;
  readonly reader: JsonReader;
  readonly media: SignedMedia;
  /** Folder of the built viewer; it may be missing. */
  readonly viewer: string;
  /** The ingest line's status; may reject while it starts. */
  readonly line: () => Promise<LineStatus>;
}

/** The running HTTP face. */
export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** An address that logs one browser in, once, within five minutes (SEC-15). */
  loginLink(): string;
  /** Takes no new requests, lets those under way end (5 s at most) and closes every listener. */
  close(): Promise<void>;
}
