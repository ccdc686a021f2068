import { hash32 } from '../contact/holdout.rules.ts'

/** Deterministic numbers in [0, 1) from a seed text (mulberry32): the same list for a rep all day. */
export function seeded(seed: string): () => number {
  let state = hash32(seed)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** Gamma(shape > 0, 1). Source: Marsaglia and Tsang 2000. */
export function drawGamma(shape: number, random: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, random) * Math.max(random(), Number.MIN_VALUE) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(Math.max(random(), Number.MIN_VALUE)) < x * x / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Beta(a, b), both > 0. */
export function drawBeta(a: number, b: number, random: () => number): number {
  const x = drawGamma(a, random)
  return x / (x + drawGamma(b, random))
}

const drawNormal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(Math.max(random(), Number.MIN_VALUE))) * Math.cos(2 * Math.PI * random())
