import type { Command } from 'commander';
import { z } from 'zod';
import { daemonAddress } from './daemon-address.js';
import { DaemonClient } from './daemon-client.js';
import { resolve } from 'node:path';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';
import { keepFolder } from './keep-folder.js';
import { Output } from './output.js';
import { rootFolder } from './root-folder.js';

const globals = z.object({ json: z.boolean().default(false), root: z.string().optional(), keep: z.string().optional(), url: z.string().optional() });

/** What every command works with: where the root is, where to write, and the daemon once it is needed. */
export interface Context {
  readonly root: string;
  /** True when the user named the root, by option or environment. */
  readonly isRootNamed: boolean;
  /** Where everything of Runkeep lies: within the root, unless it is only read. */
  readonly keep: string;
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  /** The daemon of the root; a `Failure` with a hint when there is none. */
  readonly daemon: () => DaemonClient;
}

/** The context of a command as it was typed, its global options read. */
export function contextOf(command: Command): Context {
  const options = globals.parse(command.optsWithGlobals());
  const environment = process.env;
  const root = rootFolder(options.root, environment);
  const keep = options.keep === undefined ? keepFolder(root, environment) : resolve(options.keep);
  return {
    root,
    keep,
    isRootNamed: Boolean(options.root ?? (environment['RUNKEEP_ROOT'] || environment['RUNICORN_DIR'])),
    output: new Output({ json: options.json, isTerminal: process.stdout.isTTY, environment }),
    environment,
    daemon: () => new DaemonClient(daemonAddress({ root, keep, url: options.url, environment })),
  };
}

/** The answer in the shape that the schemas promise; else a sentence about versions instead of a stack. */
export function shaped<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Failure('bad-answer', `the daemon's answer has another shape than expected (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`, 'are CLI and daemon of one version?', exitCodes.failed, parsed.error);
}
