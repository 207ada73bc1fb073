import type { Knex } from 'knex';
import type { z } from 'zod';
import { Token } from './token.js';

/** The folder of one write, on the root's file system; gone when the write ended. */
export interface Staging {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Writes a new file, 0600, and makes its bytes durable. `name` is a plain name. */
  write(name: string, bytes: Uint8Array | string): Promise<void>;
}

/** A name outside of staging that a write changes. */
export interface Change {
  /**
   * `create`: the name must be free, and stays as it is for ever; `replace`: a document of ours, present or not;
   * `remove`: the file or folder goes.
   */
  readonly how: 'create' | 'replace' | 'remove';
  /** Name in staging: where the new file lies, or where the removed one is put. Plain, unique within the write. */
  readonly staged: string;
  /** Absolute path below the root; its folder must exist and be a real folder. */
  readonly path: string;
}

/**
 * One kind of write that touches files and rows. Everything it does follows from `facts`, since after a crash nothing
 * else is left. A write that a crash cut short is undone; one that removes is finished.
 */
export interface IntentKind<Facts, Answer = void> {
  /** `<plugin-id>.<verb>`. */
  readonly name: string;
  /** What the facts look like; they are kept as JSON. */
  readonly facts: z.ZodType<Facts>;
  changes(facts: Facts): readonly Change[];
  /** Rows that reserve or mark what is about to happen, in the transaction of the intent. */
  reserve?(facts: Facts, transaction: Knex.Transaction): Promise<void>;
  /** Takes back what `reserve` did; harmless when there is nothing. */
  release?(facts: Facts, transaction: Knex.Transaction): Promise<void>;
  /** Writes the files of `create` and `replace`. */
  stage?(facts: Facts, staging: Staging): Promise<void>;
  /** The rows, in the transaction in which the intent ends. Called again after a crash if something was removed. */
  commit(facts: Facts, transaction: Knex.Transaction): Promise<Answer>;
}

/** Writes of files and rows that are whole or not at all, whenever the power goes (REL-30 to 34). */
export interface Intents {
  /** Makes a kind known; before `recover`. */
  register<Facts, Answer>(kind: IntentKind<Facts, Answer>): void;
  /** Resolves when files and rows are durable. Rejects with a RunkeepError, and then everything is as before. */
  run<Facts, Answer>(kind: IntentKind<Facts, Answer>, facts: Facts): Promise<Answer>;
  /** Undoes or finishes what a crash left; call it once, before anything else writes. */
  recover(): Promise<void>;
}
export const Intents = new Token<Intents>('Intents');
