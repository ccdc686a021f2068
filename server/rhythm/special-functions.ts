const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const

/**
 * ln Γ(z) for z > 0, relative error about 1e-15; +Infinity at 0, NaN below.
 * Source: Lanczos' approximation with g = 7 and nine terms (Godfrey's coefficients).
 */
export function lnGamma(z: number): number {
  if (!(z >= 0)) return NaN
  if (z === 0) return Infinity
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - lnGamma(1 - z)
  const y = z - 1
  let sum: number = lanczos[0]
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (y + i)
  const base = y + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(base) - base + Math.log(sum)
}

/** ln B(a, b) for a, b > 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b)
}

/** 1 / (1 + e^−u). */
export function sigmoid(u: number): number {
  return u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u))
}

/** ln(p / (1 − p)), with p held in [1e-6, 1 − 1e-6] so that certainties stay finite. */
export function logit(p: number): number {
  const held = Math.min(1 - 1e-6, Math.max(1e-6, p))
  return Math.log(held / (1 - held))
}

/**
 * Gauss's 2F1(a, b; c; z) by its series, for 0 ≤ z < 1 and c not 0, −1, −2 …
 * The series ends at a relative 1e-14, at the latest after 100,000 terms (z within 1e-4 of 1).
 */
export function hypergeometric2F1(a: number, b: number, c: number, z: number): number {
  let term = 1
  let sum = 1
  for (let n = 0; n < 100_000; n++) {
    term *= ((a + n) * (b + n) * z) / ((c + n) * (n + 1))
    sum += term
    if (Math.abs(term) <= 1e-14 * Math.abs(sum)) break
  }
  return sum
}
