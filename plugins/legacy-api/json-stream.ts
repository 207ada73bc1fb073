import { Parts } from '../../daemon/api/route.js';

const jsonType = 'application/json; charset=utf-8';
const partLength = 65_536;

/** A JSON answer whose list is written page by page: `before` and `after` are the texts around it. */
export function streamedList(items: (signal: AbortSignal) => AsyncIterable<readonly unknown[]>, around: { readonly before: string; readonly after: string } = { before: '[', after: ']' }): Parts {
  return streamedText(async function* (signal) {
    yield around.before;
    let comma = '';
    for await (const page of items(signal)) {
      if (page.length === 0) continue;
      yield comma + page.map((item) => JSON.stringify(item)).join(',');
      comma = ',';
    }
    yield around.after;
  }, jsonType);
}

/** Texts joined into parts of some size, so that a line does not cost a write. */
export function streamedText(texts: (signal: AbortSignal) => AsyncIterable<string>, type: string, headers: Readonly<Record<string, string>> = {}): Parts {
  return new Parts(type, async function* (signal) {
    let held = '';
    for await (const text of texts(signal)) {
      held += text;
      if (held.length < partLength) continue;
      yield Buffer.from(held);
      held = '';
    }
    if (held !== '') yield Buffer.from(held);
  }, headers);
}
