import * as catalogue from '../../catalogue/catalogue.ts'
import type { Context } from '../context.ts'
import { insertStarter } from './starter.queries.ts'

/**
 * Gives a new installation its questions, products, scripts, rules, settings and channels; later versions add only what is new in them.
 * Runs at every start, in production too. What an operator changed or deleted is never touched. Returns how many rows were new.
 */
export async function loadStarterCatalogue({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<number> {
  return insertStarter(db, {
    questions: [...catalogue.questions],
    products: catalogue.products.map(product => ({ ...product, needs: [...product.needs] })),
    scripts: catalogue.scripts.map(script => ({ ...script })),
    rules: catalogue.rules.map(rule => ({ key: rule.key, isEnabled: rule.isEnabled, params: rule.params })),
    settings: Object.entries(settingsOf()).map(([key, value]) => ({ key, value })),
    channels: [...catalogue.channels],
    welcomes: [...catalogue.welcomes],
  }, clock.now())
}

/** The words list, the derivation of types, variables and family labels are the operator's too: settings beside the figures. */
function settingsOf(): Record<string, unknown> {
  return { ...catalogue.settings, words: catalogue.words, consumption: catalogue.consumption, variables: catalogue.variables, families: catalogue.families }
}
