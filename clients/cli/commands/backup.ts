import { SingleBar } from 'cli-progress';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { backupAnswer, type BackupAnswer } from '../../../schemas/dedup-backup.js';
import { spokenBytes } from '../bytes.js';
import { readBackup, type FoundBackup } from '../backup/read-backup.js';
import { restoreBackup } from '../backup/restore.js';
import { verifyBackup } from '../backup/verify.js';
import { contextOf, shaped, type Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { followTask } from '../follow-task.js';

const making = z.object({ runs: z.boolean().default(false) });
const restoring = z.object({ to: z.string() });

/** `runkeep backup`: a folder with everything that only Runkeep holds, made while the daemon works; checking and restoring need no daemon. */
export function addBackup(program: Command): void {
  const backup = program
    .command('backup')
    .summary('back the root up into a folder while it is used; only what is new is copied')
    .argument('<folder>', 'a new or empty folder, or an earlier backup of this root')
    .option('--runs', 'the files of runs too, not only the database and the artifacts')
    .action(async (folder: string, given: unknown, command: Command) => {
      const context = contextOf(command);
      const body = { folder: resolve(folder), runs: making.parse(given).runs };
      const answer = shaped(backupAnswer, await followTask(context, context.daemon(), '/api/dedup/backup', body));
      context.output.answer(answer, () => backupLines(answer));
      if (answer.lost.length > 0) process.exitCode = exitCodes.failed;
    });
  backup.command('verify').summary('read every byte of a backup and compare it with its manifest').argument('<folder>').action(verify);
  backup.command('restore').summary('make a root of a backup').argument('<folder>').requiredOption('--to <folder>', 'a new or empty folder').action(restore);
}

async function verify(folder: string, _given: unknown, command: Command): Promise<void> {
  const context = contextOf(command);
  const found = await readBackup(resolve(folder));
  const verified = await watched(context, found, (tell) => verifyBackup(found, tell));
  context.output.answer(verified, () => [...verified.damaged.map((path) => `damaged: ${path}`), `${verified.damaged.length === 0 ? 'sound' : `${verified.damaged.length} files are damaged`}: ${verified.files} files, ${spokenBytes(verified.bytes)}`]);
  if (verified.damaged.length > 0) process.exitCode = exitCodes.failed;
}

async function restore(folder: string, given: unknown, command: Command): Promise<void> {
  const context = contextOf(command);
  const to = resolve(restoring.parse(given).to);
  const found = await readBackup(resolve(folder));
  await watched(context, found, (tell) => restoreBackup(found, to, tell));
  const { files, runs, with_runs: withRuns } = found.manifest;
  context.output.answer({ root: to, files: files.length + 1, runs: runs.length, with_runs: withRuns }, () => [
    `${to} is a root again: ${files.length + 1} files`,
    ...(withRuns || runs.length === 0 ? [] : [`the files of its ${runs.length} runs are not in this backup: put them back before a daemon starts there, or it forgets these runs`]),
  ]);
}

/** Runs long work on a backup with a bar where somebody looks. */
async function watched<T>({ output }: Context, { manifest }: FoundBackup, work: (tell: (bytes: number) => void) => Promise<T>): Promise<T> {
  const bar = output.json || !output.isTerminal ? undefined : new SingleBar({ format: '[{bar}] {done} of {all}', hideCursor: true, clearOnComplete: true });
  const all = manifest.files.reduce((sum, { size }) => sum + size, manifest.database.size);
  let done = 0;
  bar?.start(Math.max(1, all), 0, { done: '', all: spokenBytes(all) });
  try {
    return await work((bytes) => {
      done += bytes;
      bar?.update(done, { done: spokenBytes(done) });
    });
  } finally {
    bar?.stop();
  }
}

function backupLines({ folder, files, bytes, copied, lost }: BackupAnswer): string[] {
  return [...lost.map((path) => `lost: ${path}`), `${folder}: ${files} files, ${spokenBytes(bytes)}, of which ${copied.files} files, ${spokenBytes(copied.bytes)} were copied now`];
}
