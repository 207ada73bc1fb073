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
export const END: usize = IN + 16 * SLOTS + 64;
