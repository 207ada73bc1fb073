import type { ArchiveEntry, EntryClaim } from './archive-entry.js';
import { ByteQueue } from './byte-queue.js';
import { decodedName } from './decoded-name.js';
import type { EntryJudge } from './entry-judge.js';
import { refused } from './refusal.js';
import { tarBlock, tarHeader, type TarHeader } from './tar-header.js';
import { assertShort, isRecords, readRecords, type TarRecords } from './tar-records.js';

/** Entries of a tar in their order, each judged before its bytes; ends only where the tar says that it ends. */
export async function* tarEntries(source: AsyncIterable<Buffer>, judge: EntryJudge): AsyncGenerator<ArchiveEntry> {
  const queue = new ByteQueue(source);
  try {
    let records: TarRecords = {};
    for (let block = await queue.exactly(tarBlock); !isZero(block); block = await queue.exactly(tarBlock)) {
      const header = tarHeader(block);
      if (isRecords(header)) {
        assertShort(header);
        records = readRecords(records, header, await bodyOf(queue, header));
        continue;
      }
      yield* entry(queue, claimOf(header, records), judge);
      records = {};
    }
    await assertEnd(queue);
  } finally {
    await queue.close();
  }
}

async function* entry(queue: ByteQueue, claim: EntryClaim, judge: EntryJudge): AsyncGenerator<ArchiveEntry> {
  judge.admit(claim);
  const bytes = queue.pieces(claim.size);
  yield { ...claim, bytes };
  while ((await bytes.next()).done !== true);
  await queue.exactly(padding(claim.size));
}

function claimOf({ name, size, mode, type }: TarHeader, records: TarRecords): EntryClaim {
  const text = decodedName(records.name ?? name);
  const kind = type === '0' ? 'file' : type === '5' ? 'folder' : 'other';
  return { name: kind === 'folder' ? text.replace(/\/$/u, '') : text, kind, size: kind === 'file' ? (records.size ?? size) : 0, isExecutable: (mode & 0o100) !== 0 };
}

async function bodyOf(queue: ByteQueue, { size }: TarHeader): Promise<Buffer> {
  return (await queue.exactly(size + padding(size))).subarray(0, size);
}

/** A tar ends with two empty blocks; what some would read behind them is refused. */
async function assertEnd(queue: ByteQueue): Promise<void> {
  const isEnd = isZero(await queue.exactly(tarBlock));
  for await (const piece of queue.rest()) if (!isZero(piece)) throw behind();
  if (!isEnd) throw behind();
}

function behind(): Error {
  return refused('archive-ambiguous', 'The archive goes on behind its end.');
}

function padding(size: number): number {
  return (tarBlock - (size % tarBlock)) % tarBlock;
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
