import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { pendingAnswer, pendingRecord, type PendingRecord } from '../../../schemas/dedup-pending.js';
import { artifactFiles } from '../artifact-files.js';
import { contextOf, shaped, type Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';

const texts = z.array(z.string()).default([]);
const options = z.object({ name: z.string(), type: z.string().default('model'), alias: texts, tag: texts, parent: texts, description: z.string().optional() });

/** `runkeep artifact log`: leaves a record beside the root, as a client library does, and lets the daemon take it over. Without one the next that starts does. */
export function addArtifactLog(program: Command): void {
  program
    .command('artifact')
    .summary('artifacts and their versions')
    .command('log')
    .summary('make a version out of a file or a folder')
    .argument('<path>', 'file or folder; it may be changed once the version is there')
    .requiredOption('--name <name>', 'name of the artifact')
    .option('--type <type>', 'model, dataset, config, code, …', 'model')
    .option('--alias <alias...>', 'names of this version, such as best')
    .option('--tag <tag...>', 'tags of this version')
    .option('--parent <version...>', 'versions that it was made from: data:v3')
    .option('--description <text>', 'what it is')
    .action(async (path: string, given: unknown, command: Command) => {
      const context = contextOf(command);
      if (z.object({ url: z.string() }).safeParse(command.optsWithGlobals()).success) throw new Failure('not-here', 'a daemon elsewhere cannot read this machine’s files', 'run it where the daemon runs', exitCodes.usage);
      const { alias, tag, parent, description, ...named } = options.parse(given);
      const record = pendingRecord.parse({ version: 1, id: randomUUID(), created_at: Date.now() / 1000, ...named, aliases: alias, tags: tag, parents: parent, description: description ?? null, user: userInfo().username, files: artifactFiles(path) });
      leave(context.keep, record);
      await follow(context, record);
    });
}

/** Durable, and whole whenever a daemon looks (CLI-13). */
function leave(keep: string, record: PendingRecord): void {
  const folder = join(keep, 'pending');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${record.id}.tmp`);
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(file, JSON.stringify(record));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, join(folder, `${record.id}.json`));
}

async function follow({ daemon, output }: Context, { id, name }: PendingRecord): Promise<void> {
  try {
    const answer = shaped(pendingAnswer, await daemon().call('POST', `/api/dedup/pending/${id}`, { body: {}, isLong: true }));
    output.answer(answer, () => (answer.state === 'published' ? [`${answer.type}/${answer.name}:v${answer.number}`] : [answer.message]));
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.exitCode !== exitCodes.noDaemon) throw failure;
    output.answer({ state: 'waiting', id, name }, () => [`${name} waits for the next daemon of this root; leave its files as they are until then`]);
  }
}
