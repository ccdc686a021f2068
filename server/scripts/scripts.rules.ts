import type { ScriptId } from '../../contract/ids.ts'
import type { FilledScript } from '../../contract/scripts.schema.ts'
import type { SituationKind } from '../../contract/words.ts'
import type { Catalogue, Script } from '../catalogue/catalogue-holder.ts'
import type { CustomerFacts } from '../customers/customer-facts.ts'
import { chineseDay, dayOf } from '../time.ts'
import { fill, hasGaps, valuesOf, type Values } from './fill.rules.ts'
import { contextOf, noStatistics, replyRate, type ScriptStatistics } from './reply-rate.rules.ts'
import { fitOf, fits, mayBeFound, pointsOf, situationWords, type Fit } from './script-fit.rules.ts'

const most = 5
const mostFound = 20
/** Below this many sends with a known outcome a rate says little. */
const fewSends = 30
/** A gap costs more than any reason brings: what can be sent as it is comes first. */
const gapPoints = 12
/** Nor does anybody hear the same words twice in a month while there are others that fit. */
const saidPoints = 12
const replyPoints = 4

export interface RankInput {
  now: Date
  viewerName: string
  /** Search word: everything that holds it, up to 20, rather than what fits now. */
  q?: string
  statistics?: ScriptStatistics
}

/**
 * The three to five scripts that fit now, best first, each filled, with its reason and its replies; with `q` what is found by it.
 * The order among equals is drawn once per rep and day from the replies (models.md §4).
 */
export function rankScripts(facts: CustomerFacts, situationKind: SituationKind, catalogue: Catalogue, { now, viewerName, q, statistics = noStatistics }: RankInput): FilledScript[] {
  const fit = fitOf(facts, situationKind, catalogue, now)
  const values = valuesOf(facts, catalogue, now, viewerName)
  const word = q?.trim().toLowerCase() ?? ''
  const chosen = catalogue.scripts.filter(script => word === '' ? fits(script, fit) : mayBeFound(script, fit) && foundBy(script, word) > 0)
  const weighed = chosen.map(script => weigh(script, fit, values, statistics))
  const ranked = (word === '' ? weighed : weighed.map(item => ({ ...item, points: item.points + 100 * foundBy(item.script, word) })))
    .sort((a, b) => b.points - a.points || a.script.id.localeCompare(b.script.id))
  if (word !== '') return ranked.slice(0, mostFound).map(({ filled }) => filled)
  const sensible = ranked.filter(({ filled }) => !speaksOfNoOrder(filled, facts))
  const ready = sensible.filter(({ filled }) => !hasGaps(filled.parts))
  return (ready.length >= 3 ? ready : sensible).slice(0, most).map(({ filled }) => filled)
}

/** Values that come from an order: without one there is nothing the rep could fill in. */
const orderVariables = ['上次产品', '下单日期', '剩余天数', '保存方法', '物流']

const speaksOfNoOrder = ({ parts }: FilledScript, { orders, supplyOrder }: CustomerFacts): boolean =>
  orders.length === 0 && !supplyOrder && parts.some(part => 'missing' in part && orderVariables.includes(part.missing))

function weigh(script: Script, fit: Fit, values: Values, statistics: ScriptStatistics): { script: Script, filled: FilledScript, points: number } {
  const { facts, now, situation } = fit
  const parts = fill(script.body, values)
  const { points, reasons } = pointsOf(script, fit)
  const proposal = facts.reminders.find(({ rule }) => rule !== 'promise')
  const seed = `${facts.viewer?.userId ?? ''}:${dayOf(now)}`
  const rate = replyRate(script.id, contextOf(proposal?.rule ?? null, facts.customer.tier), statistics, seed)
  const said = facts.saidScripts.find(({ scriptId }) => scriptId === script.id)
  const gaps = new Set(parts.flatMap(part => 'missing' in part ? [part.missing] : [])).size
  return {
    script, points: points + replyPoints * rate.drawn - gapPoints * gaps - (said ? saidPoints : 0),
    filled: {
      scriptId: script.id as ScriptId, title: script.title, kind: script.kind, parts, questionKey: script.questionKey,
      reason: [...said ? [`${chineseDay(said.saidAt, now)}发过`] : [], ...reasons.length > 0 ? reasons : [situationWords[situation]]].slice(0, 2).join('，'),
      replies: { ...rate.counts, few: rate.counts.known < fewSends },
    },
  }
}

/** How well a search finds the script: 3 by a keyword, 2 in the title, 1 in the body; every word of the search must be there. 0: not. */
function foundBy({ keywords, title, body }: Script, search: string): number {
  const ranks = search.split(/\s+/u).map((word) => {
    if (keywords.some(keyword => keyword.toLowerCase().includes(word) || word.includes(keyword.toLowerCase()))) return 3
    if (title.toLowerCase().includes(word)) return 2
    return body.toLowerCase().includes(word) ? 1 : 0
  })
  return Math.min(...ranks)
}
