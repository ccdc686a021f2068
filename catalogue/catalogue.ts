import type { ContactClass, RuleKey, ScriptKind, SituationKind, Tier } from '../contract/words.ts'
import channelData from './channels.json' with { type: 'json' }
import consumptionData from './consumption.json' with { type: 'json' }
import familyData from './families.json' with { type: 'json' }
import productData from './products.json' with { type: 'json' }
import questionData from './questions.json' with { type: 'json' }
import ruleData from './rules.json' with { type: 'json' }
import scriptData from './scripts.json' with { type: 'json' }
import settingData from './settings.json' with { type: 'json' }
import variableData from './variables.json' with { type: 'json' }
import welcomeData from './welcomes.json' with { type: 'json' }
import wordData from './words.json' with { type: 'json' }

/** The starter data of a new installation: loaded at its first start, the operator's own afterwards. Its tests hold each cast below. */

export interface StarterQuestion {
  key: string
  version: number
  title: string
  multiple: boolean
  position: number
  options: { value: string, label: string }[]
}

/**
 * What follows from the answers. An entry holds when, for every question under `when`, at least one of the named options
 * was answered, and for no question under `unless` one of the named was. Type and need: the first entry that holds;
 * attention: all that hold, in order.
 */
export interface ConsumptionEntry { label: string, when: Partial<Record<string, string[]>>, unless?: Partial<Record<string, string[]>> }
export interface StarterConsumption { types: ConsumptionEntry[], needs: ConsumptionEntry[], attention: ConsumptionEntry[] }

/** `food`, `food_medicine` (both food and traditional medicine), `ginseng_food` (at most 3 g a day), `health_food` (registered), `infant_formula`. */
export type FoodClass = 'food' | 'food_medicine' | 'ginseng_food' | 'health_food' | 'infant_formula'
/** What keeping and cooking need: seasonal care looks for these. */
export type ProductNeed = 'keep_dry' | 'refrigerate' | 'freeze' | 'avoid_heat' | 'soak' | 'stew' | 'winter_serving'

export interface StarterProduct {
  id: string
  name: string
  family: string
  /** Merchant codes of order exports. */
  codes: string[]
  /** Any one of these in a title (blanks aside) names this product; among several the longest wins. */
  titleWords: string[]
  packAmount: number | null
  /** What one person takes a day, as the label says it; the same unit as the pack. */
  dailyAmount: number | null
  unit: string
  /** Whole days that one pack lasts one person; null: a pack says nothing about days. */
  daysOfSupply: number | null
  /** A card: one pack comes in so many deliveries, evenly over its days. Left out: all at once. */
  deliveries?: number
  foodClass: FoodClass
  storage: string
  needs: ProductNeed[]
}

export interface StarterScript {
  id: string
  title: string
  kind: ScriptKind
  /** Empty arrays mean any. */
  situations: SituationKind[]
  questionKey: string | null
  rules: RuleKey[]
  families: string[]
  tiers: Tier[]
  months: number[]
  keywords: string[]
  /** Text with `{{name}}` for each variable (names of `variables`). */
  body: string
}

export interface ScriptVariable { name: string, key: string, meaning: string, example: string }
export interface StarterRule { key: RuleKey, isEnabled: boolean, params: { title: string, class: ContactClass } & Record<string, unknown> }
export interface StarterChannel { state: string, label: string }
/** What a customer just added is greeted with by itself. `state`: of the contact way; empty: every other. */
export interface StarterWelcome { state: string, body: string }
export interface ProductFamily { key: string, label: string }

export interface StarterWords {
  version: number
  source: string
  groups: { id: string, level: 'block' | 'warn', scope: 'all' | 'infant_formula' | 'cordyceps', law: string, action: string, words: string[] }[]
  /** A lawful wording, by word. */
  instead: Record<string, string>
  /** `word` (several parted by |) is allowed where the pattern `allow` covers it. */
  exemptions: { word: string, allow: string }[]
  /** What a text about such food must contain (a pattern). */
  required: { scope: string, must: string, law: string }[]
}

export const questions: readonly StarterQuestion[] = questionData
export const consumption = consumptionData as StarterConsumption
export const families: readonly ProductFamily[] = familyData
export const products = productData as readonly StarterProduct[]
export const scripts = scriptData as readonly StarterScript[]
export const variables: readonly ScriptVariable[] = variableData
export const rules = ruleData as readonly StarterRule[]
export const settings = settingData
export const channels: readonly StarterChannel[] = channelData
export const welcomes: readonly StarterWelcome[] = welcomeData
export const words = wordData as StarterWords
