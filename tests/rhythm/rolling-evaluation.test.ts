import { beforeAll, describe, expect, it } from 'vitest'
import { historyOf, type PurchaseHistory } from '../../server/rhythm/purchase-history.ts'
import { evaluateRolling, type MethodName, methodNames, type MethodQuality, usualOrigins } from '../../server/rhythm/rolling-evaluation.ts'
import { fitShop } from '../../server/rhythm/shop-rhythm.ts'
import { cdnowHistories, daysFrom } from './cdnow.ts'
import { heavyHeadLog, irregularLog, type LogShape, regularLog, syntheticLog } from './synthetic-log.ts'

/** Fits take seconds; on a busy machine many. */
const patienceMs = 120_000

function figures(methods: readonly MethodQuality[], name: MethodName): Record<'auc' | 'precisionAt15' | 'lift' | 'ece', number> {
  const { auc, precisionAt15, lift, ece } = methods.find(method => method.name === name)!
  if (auc === null || precisionAt15 === null || lift === null || ece === null) throw new Error(`${name} has no figures`)
  return { auc, precisionAt15, lift, ece }
}

function upTo(histories: readonly PurchaseHistory[], day: number): PurchaseHistory[] {
  return histories.map(({ days, amountsFen }) => {
    const kept = days.filter(one => one <= day)
    return { days: kept, amountsFen: amountsFen.slice(0, kept.length) }
  })
}

describe('on CDNOW, every 30 days from 1997-07-30 to 1998-05-26', () => {
  let methods: MethodQuality[]
  beforeAll(() => { methods = evaluateRolling(cdnowHistories(), daysFrom('1997-07-30', '1998-05-26')) }, patienceMs)

  it('the score ranks as well as models.md has it', () => {
    const score = figures(methods, 'score')
    expect(score.auc).toBeGreaterThanOrEqual(0.815)
    expect(score.precisionAt15).toBeGreaterThanOrEqual(0.262)
    expect(score.lift).toBeGreaterThan(3.7)
    expect(score.ece).toBeLessThan(0.025)
  })

  it('it beats every baseline, and the 90-day rule is the one published', () => {
    for (const name of methodNames.slice(0, -1)) {
      expect(figures(methods, name).auc).toBeLessThan(figures(methods, 'score').auc)
      expect(figures(methods, name).precisionAt15).toBeLessThan(figures(methods, 'score').precisionAt15 + 1e-9)
    }
    expect(figures(methods, 'rule-90').auc).toBeCloseTo(0.721, 3)
  })
})

const shapes: [string, LogShape][] = [
  ['a seasonal regular log', { ...regularLog, season: 0.5 }], ['a shop log with a heavy head', heavyHeadLog], ['an irregular log', irregularLog],
]

describe.each(shapes)('on %s', (_, shape) => {
  const histories = syntheticLog(shape, 31).map(historyOf)
  const days = usualOrigins(histories, 60)
  let methods: MethodQuality[]
  let score: ReturnType<typeof figures>
  beforeAll(() => {
    methods = evaluateRolling(histories, days)
    score = figures(methods, 'score')
  }, patienceMs)

  it('the score stands above RFM and the rules, and at the rhythm\'s own chance or above', () => {
    expect(days.length).toBeGreaterThan(2)
    for (const name of ['rule-90', 'recency', 'own-median', 'rfm'] as const) expect(score.auc).toBeGreaterThan(figures(methods, name).auc)
    expect(score.precisionAt15).toBeGreaterThan(figures(methods, 'rfm').precisionAt15)
    expect(score.auc).toBeGreaterThan(figures(methods, 'p30').auc - 0.002)
    expect(score.precisionAt15).toBeGreaterThan(figures(methods, 'p30').precisionAt15 - 0.01)
  })

  it('says chances that come true', () => {
    expect(score.ece).toBeLessThan(0.05)
    expect(figures(methods, 'p30').ece).toBeLessThan(0.06)
  })
})

describe('a decision day', () => {
  const histories = syntheticLog({ ...heavyHeadLog, customers: 900 }, 3).map(historyOf)
  const day = 19_220

  it('fits the same shop whether the future is in the log or not', () => {
    expect(fitShop(histories, day)).toEqual(fitShop(upTo(histories, day), day))
  })

  it('is judged by the 30 days after it and by nothing later', () => {
    expect(evaluateRolling(histories, [day])).toEqual(evaluateRolling(upTo(histories, day + 30), [day]))
    expect(evaluateRolling(histories, [day])).not.toEqual(evaluateRolling(upTo(histories, day + 20), [day]))
  })

  it('without buyers or without customers has no figures, and does not spoil the others', () => {
    expect(evaluateRolling(histories, [day - 400])[5]).toEqual({ name: 'score', auc: null, precisionAt15: null, lift: null, ece: null })
    expect(evaluateRolling(histories, [day, day + 4000])[3]!.auc).toEqual(evaluateRolling(histories, [day])[3]!.auc)
  })
})

it('usual decision days run from 180 days after the first purchase to 30 before the last', () => {
  expect(usualOrigins([{ days: [1000], amountsFen: [null] }, { days: [1100, 1271], amountsFen: [null, null] }])).toEqual([1180, 1210, 1240])
  expect(usualOrigins([{ days: [1000, 1209], amountsFen: [null, null] }])).toEqual([])
  expect(usualOrigins([])).toEqual([])
})
