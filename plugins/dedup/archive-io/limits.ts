import { z } from 'zod';

const mebibyte = 2 ** 20;
const count = (value: number): z.ZodDefault<z.ZodNumber> => z.number().int().min(1).default(value);

/** Bounds of an archive that is taken in (SEC-60); a refusal names the one that acted. */
export const archiveLimits = z.strictObject({
  entries: count(100_000).describe('files and folders, also those that only names of files imply'),
  totalBytes: count(10 * 1024 * mebibyte).describe('of everything that it unpacks to'),
  fileBytes: count(5 * 1024 * mebibyte),
  nameBytes: count(16 * mebibyte).describe('of all names together'),
  ratio: count(200).describe('unpacked to packed bytes, after the first 10 MiB'),
  seconds: count(600).describe('from the first byte to the last'),
  silenceSeconds: count(30).describe('without any progress'),
});
export type ArchiveLimits = z.infer<typeof archiveLimits>;
