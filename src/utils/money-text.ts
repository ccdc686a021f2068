/** ¥38,600 from ¥100 on (rounded to the yuan), ¥19.90 below. `amountFen` is integer fen. */
export function moneyText(amountFen: number): string {
  const sign = amountFen < 0 ? '-' : ''
  const fen = Math.abs(amountFen)
  const figure = fen >= 10_000 ? String(Math.round(fen / 100)) : (fen / 100).toFixed(fen % 100 === 0 ? 0 : 2)
  return `${sign}¥${figure.replace(/\B(?=(\d{3})+$)/g, ',')}`
}

/** 3–6 天; one figure where both ends are the same. */
export function dayRangeText(range: { min: number, max: number }): string {
  return range.min === range.max ? `${range.min} 天` : `${range.min}–${range.max} 天`
}

/** 约剩 3–6 天; where that would be 0–2 days or less, 今天前后吃完 or 应已吃完. */
export function supplyLeftText(leftDays: { min: number, max: number }): string {
  return leftDays.max < 3 ? leftDays.max < 2 ? '应已吃完' : '今天前后吃完' : `约剩 ${dayRangeText(leftDays)}`
}
