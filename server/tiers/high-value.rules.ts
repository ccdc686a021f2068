import { numberOr } from '../contact/contact-settings.rules.ts'

const usualShare = 0.15

/** Share of all customers that is of high value, 0–1; product.md's 15 % where the company has set nothing else. */
export const highValueShareOf = (settings: Record<string, unknown>): number => Math.min(1, Math.max(0, numberOr(settings.highValueShare, usualShare)))
