import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';
import { keepFolder } from './keep-folder.js';

/** Where a daemon answers, and the secret that it will want to see. */
export interface DaemonAddress {
  readonly url: URL;
  /** Unix socket of a local daemon; preferred, since nobody else can squat it (SEC-18). */
  readonly socket: string | undefined;
  readonly token: string;
  readonly root: string;
}

export interface Asked {
  readonly root: string;
  /** Where the daemon keeps what is its own: by the rule of `keepFolder` unless told. */
  readonly keep?: string | undefined;
  readonly url: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

const lockFile = z.object({ url: z.url().nullable(), pid: z.number() });

/** Finds the daemon of a root by its lock file, or the one at `url`; refuses with a hint when none is to be found. */
export function daemonAddress(asked: Asked): DaemonAddress {
  const url = asked.url === undefined ? lockedUrl(asked) : askedUrl(asked.url);
  const socket = join(keepOf(asked), 'sock');
  const isLocal = asked.url === undefined && existsSync(socket);
  return { url, socket: isLocal ? socket : undefined, token: readToken(asked), root: asked.root };
}

/** Nobody answers for this root. */
export function noDaemon(root: string, cause?: unknown): Failure {
  return new Failure('no-daemon', `no daemon keeps ${root}`, `start one: runkeep up --root ${root}   (another root: --root or RUNKEEP_ROOT)`, exitCodes.noDaemon, cause);
}

function keepOf({ root, keep, environment }: Asked): string {
  return keep ?? keepFolder(root, environment);
}

function lockedUrl(asked: Asked): URL {
  const { root } = asked;
  const path = join(keepOf(asked), 'lock');
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw codeOf(cause) === 'EACCES' ? notReadable(path, cause) : noDaemon(root, cause);
  }
  const lock = lockFile.safeParse(jsonOf(text));
  if (!lock.success) throw noDaemon(root);
  if (lock.data.url !== null) return new URL(lock.data.url);
  throw new Failure('starting', `the daemon of ${root} (pid ${lock.data.pid}) is still starting`, 'try again in a moment', exitCodes.noDaemon);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function askedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Failure('bad-url', `${text} is no address of a daemon`, 'give it as http://127.0.0.1:7717', exitCodes.usage);
}

/** Order of SEC-14: a file that is named, the variable, the root's own file. */
function readToken(asked: Asked): string {
  const { environment } = asked;
  const named = environment['RUNKEEP_TOKEN_FILE'];
  const given = environment['RUNKEEP_TOKEN'];
  if (!named && given) return given.trim();
  const path = named || join(keepOf(asked), 'token');
  try {
    return firstWord(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw notReadable(path, cause);
  }
}

/** The file holds the token, alone or as a member of a JSON document. */
function firstWord(text: string): string {
  const found = /rk_[A-Za-z0-9_-]+/.exec(text);
  return found?.[0] ?? text.trim();
}

function notReadable(path: string, cause: unknown): Failure {
  return new Failure('token-unreadable', `${path} cannot be read (${codeOf(cause)})`, 'run as the user who owns the root, or name a token: RUNKEEP_TOKEN_FILE', exitCodes.notAllowed, cause);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
