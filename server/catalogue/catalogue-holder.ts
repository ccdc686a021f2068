import type { Question } from '../../contract/questions.schema.ts'
import type { RuleOverride } from '../../contract/rules.schema.ts'
import type { RuleKey, ScriptKind, SituationKind, Tier } from '../../contract/words.ts'
import type { Database } from '../db/database.ts'
import { getCatalogueVersion, loadCatalogue } from './catalogue.queries.ts'

export interface Product {
  id: string
  name: string
  family: string
  codes: string[]
  titleWords: string[]
  packAmount: number | null
  dailyAmount: number | null
  unit: string
  /** Days one pack lasts one person, as the label states the daily amount. */
  daysOfSupply: number | null
  /** One pack comes in so many deliveries, evenly over its days; null: all at once. */
  deliveries: number | null
  foodClass: string
  storage: string
  needs: string[]
}

export interface Script {
  id: string
  title: string
  kind: ScriptKind
  situations: SituationKind[]
  questionKey: string | null
  rules: RuleKey[]
  families: string[]
  tiers: Tier[]
  /** 1–12; empty: all year. */
  months: number[]
  keywords: string[]
  body: string
}

/** `overrides`: other settings for some families and channels, in order. */
export interface Rule { key: RuleKey, isEnabled: boolean, params: Record<string, unknown>, overrides: RuleOverride[] }

/** All that an operator owns, small enough to be held by every process. */
export interface Catalogue {
  version: number
  questions: Question[]
  products: Product[]
  scripts: Script[]
  rules: Rule[]
  settings: Record<string, unknown>
  channels: Record<string, string>
}

export interface CatalogueHolder {
  /** The newest catalogue: one tiny read a call. */
  current: () => Promise<Catalogue>
  /** The held one when its version is `version`, else loaded anew: for statements that read the version themselves (the sidebar). */
  at: (version: number) => Promise<Catalogue>
  /** What is held now without a read, or null before the first load. */
  held: () => Catalogue | null
}

export function createCatalogueHolder(db: Database): CatalogueHolder {
  let held: Catalogue | null = null
  let loading: Promise<Catalogue> | null = null
  const load = (): Promise<Catalogue> => {
    loading ??= loadCatalogue(db).then(catalogue => (held = catalogue)).finally(() => { loading = null })
    return loading
  }
  const at = (version: number): Promise<Catalogue> => held?.version === version ? Promise.resolve(held) : load()
  return { at, held: () => held, current: async () => at(await getCatalogueVersion(db)) }
}
