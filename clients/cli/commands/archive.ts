import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { archiveImportAnswer, type ArchiveImportAnswer } from '../../../schemas/dedup-archives.js';
import { spokenBytes } from '../bytes.js';
import { contextOf, shaped } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { findExperiment } from '../find-experiment.js';
import { followTask } from '../follow-task.js';
import { saveDownload } from '../save-download.js';

const exporting = z.object({ artifact: z.array(z.string()).default([]), output: z.string() });
const importing = z.object({ legacy: z.boolean().default(false) });

/** `runkeep archive`: experiments and versions of artifacts out into one file, and in again. */
export function addArchive(program: Command): void {
  const archive = program.command('archive').summary('pack experiments and artifacts into one file, or take such a file in');
  archive
    .command('export')
    .summary('pack run directories and versions of artifacts, with a manifest')
    .argument('[experiment...]', 'ids, run ids or run directories')
    .option('--artifact <type/name:version...>', 'versions of artifacts; the version is a number or an alias')
    .requiredOption('-o, --output <file>', 'where to: .tar.gz, .tgz or .zip')
    .action(async (words: string[], given: unknown, command: Command) => {
      const { output, daemon } = contextOf(command);
      const { artifact, output: file } = exporting.parse(given);
      const [client, format] = [daemon(), formatOf(file)];
      const experiments = await Promise.all(words.map(async (word) => (await findExperiment(client, word)).id));
      await saveDownload(await client.download('POST', '/api/dedup/archives/export', { body: { experiments, artifacts: artifact, format } }), file, output);
    });
  archive
    .command('import')
    .summary('take an archive in: judged entry by entry, all of it or nothing')
    .argument('<file>', 'a .tar.gz or .zip on the machine of the daemon')
    .option('--legacy', "Runicorn's own export made it: run directories without a manifest")
    .action(async (file: string, given: unknown, command: Command) => {
      const context = contextOf(command);
      const body = { archive: resolve(file), legacy: importing.parse(given).legacy };
      const answer = shaped(archiveImportAnswer, await followTask(context, context.daemon(), '/api/dedup/archives/import', body));
      context.output.answer(answer, () => importedLines(answer));
    });
}

function formatOf(file: string): 'tar.gz' | 'zip' {
  if (file.endsWith('.zip')) return 'zip';
  if (/\.(?:tar\.gz|tgz)$/u.test(file)) return 'tar.gz';
  throw new Failure('usage', `the name ${file} tells no format`, 'let it end with .tar.gz or .zip', exitCodes.usage);
}

function importedLines({ runs, artifacts, equal, files, bytes }: ArchiveImportAnswer): string[] {
  return [...runs, ...artifacts, `${runs.length} runs and ${artifacts.length} versions came in, ${equal} were there already: ${files} files, ${spokenBytes(bytes)}`];
}
