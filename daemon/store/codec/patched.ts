import { Damage } from './damage.js';
import type { Format } from './format.js';
import { raw } from './raw.js';
import { binary, decimal } from './scaled.js';

const inner = [decimal, binary];

/** Scaled numbers with a few NaN, infinities or -0 among them: those apart by their place, the rest without them. */
export const patched: Format = {
  id: 6,
  encode(values, out) {
    const odd = Uint16Array.from(oddPlaces(values));
    if (odd.length === 0 || odd.length > values.length / 4) return false;
    out.u16(odd.length);
    for (const place of odd) out.u16(place);
    raw.encode(Float64Array.from(odd, (place) => values[place] ?? 0), out);
    const rest = values.filter((value) => !isOdd(value));
    const start = out.length;
    return inner.some((format) => {
      out.truncate(start);
      out.u8(format.id);
      return format.encode(rest, out);
    });
  },
  decode(count, from) {
    const places = Array.from({ length: from.u16() }, () => from.u16());
    if (places.length > count || places.some((place, i) => place >= count || place <= (places[i - 1] ?? -1))) throw new Damage('places of odd values out of order');
    const odd = raw.decode(places.length, from);
    const id = from.u8();
    const format = inner.find((candidate) => candidate.id === id);
    if (format === undefined) throw new Damage(`format ${id} inside a patched column`);
    return woven(count, places, odd, format.decode(count - places.length, from));
  },
};

function isOdd(value: number): boolean {
  return !Number.isFinite(value) || Object.is(value, -0);
}

function oddPlaces(values: Float64Array): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) if (isOdd(values[i] ?? 0)) places.push(i);
  return places;
}

function woven(count: number, places: readonly number[], odd: Float64Array, rest: Float64Array): Float64Array {
  const values = new Float64Array(count);
  let next = 0;
  for (let i = 0; i < count; i++) values[i] = (places[next] === i ? odd[next++] : rest[i - next]) ?? 0;
  return values;
}
