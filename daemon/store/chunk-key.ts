/** Most blocks of one stream: 2^20 of up to 4,096 rows. */
export const blockLimit = 2 ** 20;

/** Key of the chunk that holds what block `no` has of a series; the chunks of one series lie side by side. */
export function chunkKey(series: number, no: number): number {
  return series * blockLimit + no;
}
