/** A stream of random numbers that is a function of its seed alone (mulberry32 over an FNV-1a hash). */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** Whole number, both ends included. */
  int(from: number, to: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** Around 1: the mean of three exponentials, as waiting times that have a rhythm. */
  rhythm(): number
  /** A stream of its own: what one customer draws never moves another's. */
  fork(name: string): Random
}

export function randomOf(seed: string): Random {
  let state = hash(seed)
  const next = () => {
    state = (state + 0x6D2B79F5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    int,
    chance: share => next() < share,
    pick: list => list[int(0, list.length - 1)]!,
    rhythm: () => -(Math.log(1 - next()) + Math.log(1 - next()) + Math.log(1 - next())) / 3,
    fork: name => randomOf(`${seed}/${name}`),
  }
}

function hash(text: string): number {
  let h = 2166136261
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  return h
}
