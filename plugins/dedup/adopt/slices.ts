/** A list in pieces of `length` members at most. */
export function* slices<Member>(members: readonly Member[], length: number): Generator<readonly Member[]> {
  for (let at = 0; at < members.length; at += length) yield members.slice(at, at + length);
}
