// What the store has in WebAssembly, with one memory for all of it.
export { CAPACITY, decode, encode, END, IN, OUT, VALUES } from './codec';
export { AXIS_BYTES, FRAME, MOST_BUCKETS, packBuckets, PLACES_X, POINTS, ROWS } from './buckets';
