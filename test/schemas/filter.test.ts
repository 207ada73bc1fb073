import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FilterError, parseFilter, parseSort, type Filter, type FilterField } from '../../schemas/filter.js';

/** The filter in a short form with all brackets, to compare trees by eye. */
function short(filter: Filter | undefined): string {
  if (!filter) return '';
  switch (filter.kind) {
    case 'not': return `!${short(filter.part)}`;
    case 'and': return `(${filter.parts.map(short).join(' & ')})`;
    case 'or': return `(${filter.parts.map(short).join(' | ')})`;
    case 'words': return `~${filter.text}`;
    case 'has': return `#${filter.tag}`;
    case 'in': return `${fieldWords(filter.field)} in ${filter.values.map(value).join()}`;
    default: return `${fieldWords(filter.field)} ${filter.operator} ${value(filter.value)}`;
  }
}

function fieldWords(field: FilterField): string {
  if (field.kind === 'tags') return 'tags';
  if (field.kind === 'column') return field.name;
  return field.kind === 'metric' ? `metric.${field.of}:${field.key}` : `${field.kind}:${field.key}`;
}

function value(one: object): string {
  return Object.values(one).map(String).join(':');
}

const trees: readonly (readonly [text: string, tree: string])[] = [
  ['', ''],
  ['  \n', ''],
  ['metrics.val_acc > 0.9 and params.lr<1e-3 and status = "running"', '(metric.last:val_acc > number:0.9 & param:lr < number:0.001 & status = text:running)'],
  ['a or b and not c', '(~a | (~b & !~c))'],
  ['(a or b) c', '((~a | ~b) & ~c)'],
  ['resnet "two words"', '(~resnet & ~two words)'],
  ['min(metrics.val/loss) < .2', 'metric.min:val/loss < number:0.2'],
  ['max(metrics."a b") == -Infinity', 'metric.max:a b = number:-Infinity'],
  ['metrics.`x\\`y` <> NaN', 'metric.last:x`y != number:NaN'],
  ['summary.a.b = true', 'summary:a.b = boolean:true'],
  ['status not in (failed, "my word", 3)', '!status in text:failed,text:my word,number:3'],
  ['name not like *x*', '!name like text:*x*'],
  ['has(best) not has("not best")', '(#best & !#not best)'],
  ['created_at > -7d', 'created_at > duration:-604800'],
  ['duration_seconds >= 90min', 'duration_seconds >= duration:5400'],
  ['AND', '~AND'],
  ['status', '~status'],
  ['params.__proto__ = null', 'param:__proto__ = null'],
  ["alias contains 'it\\'s'", "alias contains text:it's"],
];
for (const [text, tree] of trees) {
  test(`${JSON.stringify(text)} means ${tree || 'no filter'}`, () => {
    assert.equal(short(parseFilter(text)), tree);
  });
}

const wrong: readonly (readonly [text: string, column: number])[] = [
  ['lr > 3', 1],
  ['a and', 6],
  ['(a', 1],
  ['a) b', 2],
  ['name = "x', 8],
  ['name =', 7],
  ['name in x', 9],
  ['name in (a, b', 9],
  ['has()', 5],
  ['min(status) > 1', 5],
  ['= 3', 1],
  ['constructor = 1', 1],
  ['not '.repeat(60) + 'a', 201],
  ['('.repeat(60), 51],
  ['a '.repeat(101), 201],
];
for (const [text, column] of wrong) {
  test(`${JSON.stringify(text.slice(0, 30))} is refused at column ${column}, with a hint`, () => {
    assert.throws(() => parseFilter(text), (error) => error instanceof FilterError && error.column === column && error.hint !== '');
  });
}

test('a sort is a field with an optional minus', () => {
  assert.deepEqual(parseSort('-min(metrics."val loss")'), { field: { kind: 'metric', key: 'val loss', of: 'min' }, descending: true });
  assert.deepEqual(parseSort(' name '), { field: { kind: 'column', name: 'name' }, descending: false });
  for (const text of ['', '-', 'tags', 'nope', 'name, path', "name'; drop table experiments"]) assert.throws(() => parseSort(text), FilterError, text);
});

const pieces = fc.constantFrom('(', ')', ',', '=', '>=', '!=', ' and ', ' or ', ' not ', ' in ', 'has(', 'min(', 'metrics.', 'params."', '`', '"', "'", '\\', '1e-3', '-7d', 'status', '\ud800', '\0', ' ');

test('any text is a filter or a FilterError, never anything else', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))), (parts) => {
      try {
        parseFilter(parts.join(''));
      } catch (error) {
        assert.ok(error instanceof FilterError && error.column >= 1, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test('a quoted text of any content comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const filter = parseFilter(`name = "${text.replaceAll(/["\\]/g, '\\$&')}"`);
      assert.deepEqual(filter?.kind === 'compare' && filter.value, { kind: 'text', text });
    }),
  );
});

for (const [what, piece] of [['brackets', '('], ['quotes', '"'], ['blanks', ' '], ['backslashes', '"\\\\'], ['dots', 'metrics.'], ['digits', '1'], ['minus signs', '-']] as const) {
  test(`a long text of ${what} costs time in proportion to its length`, () => {
    const begin = performance.now();
    assert.throws(() => parseFilter(`${piece.repeat(200_000)} (`), FilterError);
    assert.ok(performance.now() - begin < 2000);
  });
}
