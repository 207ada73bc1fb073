import type { z } from 'zod';
import type { Command } from './command.js';
import type { Migration } from './database.js';
import type { Route } from './route.js';
import type { Scope } from './scope.js';
import type { TextSocketRoute } from './text-socket.js';
import type { Token } from './token.js';
import type { Topic } from './topic.js';
import type { Watch } from './watch.js';

/** A page or part of a page that the viewer loads by URL. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly module: string;
}

/** One plugin, read top to bottom as its table of contents. Its id prefixes routes, tables, topics and its config section. */
export interface Plugin<Config = unknown> {
  readonly id: string;
  /** Where its routes lie: `/api/<id>` unless told, for an API that other programs know already. No two routes of the house may share an address. */
  readonly base?: string;
  /** Contracts that it cannot live without. */
  readonly needs?: readonly Token<unknown>[];
  /** Contracts that it lends to the house. */
  readonly gives?: readonly Token<unknown>[];
  /** Strict schema of its config section; `{}` must be valid. */
  readonly config?: z.ZodType<Config>;
  /** Migrations of its tables, oldest first, kept in a ledger of its own. */
  readonly migrations?: readonly Migration[];
  /** Modules that run inside the line's worker. */
  readonly watches?: readonly Watch[];
  readonly commands?: readonly Command[];
  readonly panels?: readonly Panel[];
  /** Declares factories; does no I/O. */
  services?(scope: Scope, config: Config): void;
  routes?(scope: Scope, config: Config): readonly Route[];
  topics?(scope: Scope, config: Config): readonly Topic[];
  /** Sockets of plain text at fixed addresses; what is new should be a topic. */
  sockets?(scope: Scope, config: Config): readonly TextSocketRoute[];
  /** Opens what it needs; whatever is opened is deferred on the next line. */
  start?(scope: Scope, config: Config): Promise<void>;
}
