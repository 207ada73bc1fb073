import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Smoothing } from '../../daemon/api/derived-metrics.js';
import { RunkeepError } from '../../daemon/api/errors.js';
import { smooth } from '../../daemon/store/derived/smooth.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The sentence of each smoothing said point by point, over the finite points alone. */
const plain: Record<Smoothing['kind'], (points: readonly Point[], at: number, parameter: number) => number> = {
  ema: (points, at, weight) => {
    let s = 0;
    for (const { y } of points.slice(0, at + 1)) s = weight * s + (1 - weight) * y;
    return s / (1 - weight ** (at + 1));
  },
  'time-ema': (points, at, halfLife) => {
    const here = points[at]!.x;
    return weighted(points.slice(0, at + 1).map(({ x, y }) => [2 ** (-(here - x) / halfLife), y]));
  },
  mean: (points, at, size) => {
    const first = at - Math.floor((size - 1) / 2);
    return weighted(points.filter((_, i) => i >= first && i < first + size).map(({ y }) => [1, y]));
  },
  gaussian: (points, at, sigma) => {
    const reach = Math.max(1, Math.floor(3 * sigma));
    return weighted(points.flatMap(({ y }, i) => (Math.abs(i - at) <= reach ? [[Math.exp(-((i - at) ** 2) / (2 * sigma ** 2)), y]] : [])));
  },
};

function weighted(parts: readonly (readonly number[])[]): number {
  let sum = 0;
  let all = 0;
  for (const [weight, y] of parts) {
    sum += weight! * y!;
    all += weight!;
  }
  return sum / all;
}

function plainSmooth(points: readonly Point[], { kind, parameter }: Smoothing): number[] {
  const finite = points.filter(({ y }) => Number.isFinite(y));
  return points.map((point) => (Number.isFinite(point.y) ? plain[kind](finite, finite.indexOf(point), parameter) : point.y));
}

function ours(points: readonly Point[], smoothing: Smoothing): number[] {
  return [...smooth(Float64Array.from(points, ({ x }) => x), Float64Array.from(points, ({ y }) => y), smoothing)];
}

/** Numbers below it have fewer bits: among them 1e-12 of the greatest is less than one can be told from the next. */
const leastNormal = 2 ** -1022;

function assertClose(actual: readonly number[], expected: readonly number[], points: readonly Point[], tolerance = 1e-12): void {
  const greatest = Math.max(leastNormal, ...points.map(({ y }) => Math.abs(y)).filter(Number.isFinite));
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    if (Number.isFinite(value)) assert.ok(Math.abs(actual[i]! - value) <= tolerance * greatest, `point ${i}: ${actual[i]} is not ${value}`);
    else assert.ok(Object.is(actual[i], value), `point ${i}: ${actual[i]} is not ${value}`);
  });
}

const value = fc.oneof({ weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }, { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e9) });
const line = fc.array(fc.record({ gap: fc.constantFrom(0, 1, 1, 2, 100), y: value }), { maxLength: 60 }).map((steps) => {
  let x = 0;
  return steps.map(({ gap, y }) => ({ x: (x += gap), y }));
});
const smoothing: fc.Arbitrary<Smoothing> = fc.oneof(
  fc.record({ kind: fc.constant('ema' as const), parameter: fc.constantFrom(0, 0.3, 0.6, 0.9, 0.99, 0.999) }),
  fc.record({ kind: fc.constant('time-ema' as const), parameter: fc.constantFrom(0.01, 1, 7.5, 1000) }),
  fc.record({ kind: fc.constant('mean' as const), parameter: fc.constantFrom(1, 2, 3, 8, 15, 59, 60, 61, 500) }),
  fc.record({ kind: fc.constant('gaussian' as const), parameter: fc.constantFrom(0.1, 1, 2.5, 12, 100) }),
);

test('every smoothing equals its plain sentence to 1e-12, whatever the points are; what is not finite stays and enters nothing (ENG-09, VIEW-33)', () => {
  fc.assert(fc.property(line, smoothing, (points, how) => assertClose(ours(points, how), plainSmooth(points, how), points)), { numRuns: 600 });
});

test('a long line keeps the tolerance of 1e-12 (ENG-09)', () => {
  const points = Array.from({ length: 1200 }, (_, x) => ({ x: x * 3, y: Math.sin(x * x) + 1000 / (x + 1) }));
  for (const how of [{ kind: 'ema', parameter: 0.999 }, { kind: 'time-ema', parameter: 900 }, { kind: 'mean', parameter: 101 }, { kind: 'gaussian', parameter: 20 }] as const) {
    assertClose(ours(points, how), plainSmooth(points, how), points);
  }
});

test('a constant stays the constant under every smoothing (ENG-09)', () => {
  const points = Array.from({ length: 20_000 }, (_, x) => ({ x, y: 0.1 }));
  for (const how of [{ kind: 'ema', parameter: 0.9999 }, { kind: 'time-ema', parameter: 1e5 }, { kind: 'mean', parameter: 999 }, { kind: 'gaussian', parameter: 50 }] as const) {
    assertClose(ours(points, how), points.map(() => 0.1), points);
  }
});

test('a spike leaves nothing behind once it is out of the window, and the greatest numbers do not overflow', () => {
  const spike = Array.from({ length: 30 }, (_, x) => ({ x, y: x === 4 ? 1e300 : 1 }));
  assert.deepEqual(ours(spike, { kind: 'mean', parameter: 3 }).slice(6), new Array(24).fill(1));
  const great = Array.from({ length: 30 }, (_, x) => ({ x, y: x % 2 === 0 ? Number.MAX_VALUE : -Number.MAX_VALUE }));
  for (const how of [{ kind: 'ema', parameter: 0.1 }, { kind: 'time-ema', parameter: 2 }, { kind: 'mean', parameter: 5 }, { kind: 'gaussian', parameter: 2 }] as const) {
    assert.ok(ours(great, how).every(Number.isFinite), how.kind);
  }
});

test('parameters that mean nothing are refused with what each kind takes', () => {
  const bad: readonly Smoothing[] = [
    { kind: 'ema', parameter: 1 }, { kind: 'ema', parameter: -0.1 }, { kind: 'ema', parameter: NaN }, { kind: 'time-ema', parameter: 0 }, { kind: 'time-ema', parameter: Infinity },
    { kind: 'mean', parameter: 0 }, { kind: 'mean', parameter: 2.5 }, { kind: 'gaussian', parameter: 0 }, { kind: 'gaussian', parameter: 501 },
  ];
  for (const how of bad) assert.throws(() => ours([{ x: 1, y: 1 }], how), (failure) => failure instanceof RunkeepError && failure.code === 'bad-smoothing', JSON.stringify(how));
});
