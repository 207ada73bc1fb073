import { z } from 'zod';
import { defaultEventLimits } from './json/limits.js';

const kibi = 1024;
const mebi = 1024 * kibi;
const bytes = z.number().int().min(kibi);
const milliseconds = z.number().int().min(1).max(3_600_000);
const seconds = z.number().min(0.05).max(86_400);

/** Every bound of the ingest line. `{}` gives the defaults. */
export const lineConfig = z.strictObject({
  lineBytes: bytes.default(defaultEventLimits.lineBytes).describe('longest line of an event file; longer ones become a reject (LIM-01)'),
  eventKeys: z.number().int().min(1).default(defaultEventLimits.keys).describe('keys of one event (LIM-02)'),
  eventDepth: z.number().int().min(2).max(4096).default(defaultEventLimits.depth).describe('nesting of one event (LIM-02)'),
  keyBytes: z.number().int().min(1).default(defaultEventLimits.keyBytes).describe('bytes of one key (LIM-02)'),
  valueBytes: bytes.default(defaultEventLimits.valueBytes).describe('bytes of one string value (LIM-02)'),
  documentBytes: bytes.default(16 * mebi).describe('largest JSON document of a run'),
  chunkBytes: bytes.max(mebi).default(256 * kibi).describe('read from a file at once'),
  turnBytes: bytes.default(4 * mebi).describe('read between two commits (LIM-05)'),
  turnMs: milliseconds.default(20).describe('time between two commits (LIM-05)'),
  heldBytes: bytes.default(64 * mebi).describe('unsealed points in memory; above it the largest are sealed (ENG-05)'),
  residentMebibytes: z.number().int().min(1).default(256).describe('resident memory of the process above which runs with many series are released as soon as they are read (LIM-70)'),
  openFiles: z.number().int().min(8).max(65_536).default(2048).describe('files that the line keeps open, never more than half of what the system allows (LIM-52)'),
  sweepMs: milliseconds.default(20).describe('how often growing files are looked at; 0.02 ms a run when they are many'),
  warmMs: milliseconds.default(50).describe('the same for files that grew within 10 minutes'),
  coldMs: milliseconds.default(250).describe('the same for the other files of runs that have not ended'),
  documentsMs: milliseconds.default(250).describe('how often the JSON documents of growing runs are looked at; 2 ms a run when they are many'),
  settleMs: milliseconds.default(200).describe('how long an empty or cut document is given to become whole (DISK-11)'),
  totalsMs: milliseconds.default(50).describe('least time between two announcements of the totals of one run'),
  idleSeconds: seconds.default(600).describe('a run without growth for so long is sealed and looked at rarely'),
  lingerSeconds: seconds.default(2).describe('a run that ended is followed for so long before its files are released'),
  reconcileSeconds: seconds.default(30).describe('time between two looks over the whole root (DISK-06)'),
  pollMs: milliseconds.default(1000).describe('how often folders are looked at where inotify cannot be used'),
  watching: z.enum(['auto', 'polling']).default('auto').describe('how new directories are noticed'),
  retryMs: milliseconds.max(5000).default(2000).describe('time between two attempts while the disk is full'),
});
export type LineConfig = z.infer<typeof lineConfig>;
