import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { originalText, storedText } from '../../daemon/store/opaque-text.js';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom('"', '\\', '\ud800', '\udc00', '\0', 'a', '\u{1f600}')).map((parts) => parts.join('')));

test('every name comes back exact and no two are stored alike (DISK-24, REL-49)', () => {
  fc.assert(fc.property(anyText, anyText, (one, other) => {
    assert.equal(originalText(storedText(one)), one);
    assert.equal(storedText(one) === storedText(other), one === other);
    assert.doesNotMatch(storedText(one), /\p{Surrogate}|\0/u);
  }), { numRuns: 2000 });
});
