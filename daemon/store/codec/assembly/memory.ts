// Fixed places in linear memory: nothing is allocated, so that a damaged blob cannot make it grow.

/** Most values of a column. */
export const CAPACITY: u32 = 65535;
const SLOTS: usize = 65536;

/** Float64 values: what is encoded, and what was decoded. */
export const VALUES: usize = 65536;
/** What an encoded column gives back, to be compared. */
export const PROOF: usize = VALUES + 8 * SLOTS;
/** The values as 64-bit integers. */
export const NUMBERS: usize = PROOF + 8 * SLOTS;
/** The numbers without those that repeat the one before. */
export const KEPT: usize = NUMBERS + 8 * SLOTS;
/** Places of odd values, 16 bits each. */
export const PLACES: usize = KEPT + 8 * SLOTS;
/** One bit a number, set where it repeats the one before. */
export const REPEATS: usize = PLACES + 2 * SLOTS;
/** Bytes of an encoded column. */
export const OUT: usize = REPEATS + SLOTS / 8;
/** Bytes to decode, with slack: numbers are read eight bytes at a time. */
export const IN: usize = OUT + 16 * SLOTS;
/** Points that are to be summed: values, and their rows where these are not 0, 1, 2, ... */
export const POINTS: usize = IN + 16 * SLOTS + 64;
export const ROWS: usize = POINTS + 8 * SLOTS;
/** x of each row, one axis after the other. */
export const PLACES_X: usize = ROWS + 4 * SLOTS;
export const AXIS_BYTES: usize = 8 * SLOTS;
/** What the buckets of a block hold, column after column, and which of them hold anything. */
export const BUCKETS: usize = PLACES_X + 2 * AXIS_BYTES;
export const MOST_BUCKETS: u32 = 64;
export const FULL: usize = BUCKETS + 16 * 8 * <usize>MOST_BUCKETS;
/** Columns of a frame, one behind the other. */
export const FRAME: usize = FULL + 4 * <usize>MOST_BUCKETS;
export const END: usize = FRAME + 16 * 16 * <usize>MOST_BUCKETS;
