/** The memory of an array as bytes. All of the codec is little-endian, as are the machines that Node runs on. */
export function bytesOf(values: Float64Array | Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** The memory of an array of float64 as pairs of 32 bits. */
export function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** Equal to the bit: -0 is not 0, and a NaN equals only the same NaN. */
export function sameBits(one: Float64Array, other: Float64Array): boolean {
  if (one.length !== other.length) return false;
  const left = wordsOf(one);
  const right = wordsOf(other);
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}
