/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A normally distributed number. */
export function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Points of three interleaved spiral arms: no straight line parts them, a small network does. */
export function spirals(count, noise, random) {
  return Array.from({ length: count }, (_, index) => {
    const label = index % 3;
    const along = random();
    const angle = along * 4.2 + (label * 2 * Math.PI) / 3 + noise * normal(random);
    return { x: [along * Math.cos(angle), along * Math.sin(angle)], label };
  });
}
