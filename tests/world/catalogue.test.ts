import { describe, expect, it } from 'vitest'
import {
  channels, consumption, families, products, questions, rules, scripts, settings, variables, words,
} from '../../catalogue/catalogue.ts'
import { contactClasses, ruleKeys, scriptKinds, situationKinds, tiers } from '../../contract/words.ts'

const doubled = (values: readonly string[]) => values.filter((value, i) => values.indexOf(value) !== i)
const strangers = (values: readonly string[], known: readonly string[]) => values.filter(value => !known.includes(value))

/** The words of the list that stand in a text outside every exemption. Slow and plain on purpose: the product has its own. */
function riskyWords(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/\s/g, '')
  const allowed = words.exemptions.flatMap(({ word, allow }) =>
    [...plain.matchAll(new RegExp(allow, 'g'))].map(m => ({ words: word.split('|'), from: m.index, to: m.index + m[0].length })))
  return words.groups.flatMap(g => g.words).filter(word => {
    for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + 1)) {
      if (!allowed.some(a => a.words.includes(word) && a.from <= at && at + word.length <= a.to)) return true
    }
    return false
  })
}

describe('the starter questions', () => {
  const options = Object.fromEntries(questions.map(q => [q.key, q.options.map(o => o.value)]))

  it('are the three of the first talk, several answers where that makes sense', () => {
    expect(questions.map(q => [q.key, q.title, q.multiple])).toEqual([
      ['kinds', '平时吃哪种', true], ['duration', '吃了多久', false], ['family', '家里谁在吃', true],
    ])
    for (const values of Object.values(options)) expect(doubled(values)).toEqual([])
  })

  it('name each product family among the kinds, so that an answer leads to products', () => {
    expect(strangers(families.map(f => f.key), options.kinds!)).toEqual([])
  })

  it('are all that the consumption mapping refers to', () => {
    for (const entry of [...consumption.types, ...consumption.needs, ...consumption.attention]) {
      for (const [key, values] of [...Object.entries(entry.when), ...Object.entries(entry.unless ?? {})]) {
        expect(strangers(values!, options[key] ?? []), entry.label).toEqual([])
      }
    }
  })

  it('lead to a type and a need whenever duration and family are answered', () => {
    const holds = (when: Partial<Record<string, string[]>>, answers: Record<string, string>) =>
      Object.entries(when).every(([key, values]) => values!.includes(answers[key]!))
    for (const duration of options.duration!) {
      for (const family of options.family!) {
        for (const list of [consumption.types, consumption.needs]) {
          expect(list.find(e => holds(e.when, { duration, family })), `${duration} ${family}`).toBeDefined()
        }
      }
    }
  })
})

describe('the starter products', () => {
  it('are at least twenty, with ids and merchant codes of their own', () => {
    expect(products.length).toBeGreaterThanOrEqual(20)
    expect(doubled(products.map(p => p.id))).toEqual([])
    expect(doubled(products.flatMap(p => p.codes))).toEqual([])
    expect(strangers(products.map(p => p.family), families.map(f => f.key))).toEqual([])
  })

  it('are told apart by the words of a title: each word names one product', () => {
    const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '').toLowerCase()
    const owners = products.flatMap(p => [...new Set(p.titleWords.map(plain))])
    expect(doubled(owners)).toEqual([])
    expect(products.filter(p => p.titleWords.length === 0)).toEqual([])
  })

  it('last as many whole days as the pack holds daily amounts', () => {
    for (const p of products) {
      const days = p.packAmount === null || p.dailyAmount === null ? null : Math.floor(p.packAmount / p.dailyAmount)
      expect(p.daysOfSupply, p.name).toBe(days)
    }
  })

  it('never say more than 3 g a day for ginseng', () => {
    const ginseng = products.filter(p => p.foodClass === 'ginseng_food')
    expect(ginseng.length).toBeGreaterThan(0)
    for (const p of ginseng) expect([p.unit, p.dailyAmount! <= 3], p.name).toEqual(['克', true])
  })

  it('use needs that a season asks for, or cooking', () => {
    const asked = rules.flatMap(r => ((r.params.seasons ?? []) as { needs: string[] }[]).flatMap(s => s.needs))
    expect(strangers(products.flatMap(p => p.needs), [...asked, 'soak'])).toEqual([])
  })
})

describe('the starter scripts', () => {
  it('are at least forty, with ids of their own', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(40)
    expect(doubled(scripts.map(s => s.id))).toEqual([])
    expect(scripts.filter(s => !/^[a-z]+(-[a-z]+)*$/.test(s.id))).toEqual([])
  })

  it('use only variables of the closed list, and each variable is used', () => {
    const names = variables.map(v => v.name)
    const used = scripts.flatMap(s => [...s.body.matchAll(/\{\{(.*?)\}\}/g)].map(m => m[1]!))
    expect(doubled(names)).toEqual([])
    expect(doubled(variables.map(v => v.key))).toEqual([])
    expect(strangers(used, names)).toEqual([])
    expect(strangers(names, used)).toEqual([])
  })

  it('speak the contract\'s words only', () => {
    for (const s of scripts) {
      expect(scriptKinds, s.id).toContain(s.kind)
      expect(strangers(s.situations, situationKinds), s.id).toEqual([])
      expect(strangers(s.rules, ruleKeys), s.id).toEqual([])
      expect(strangers(s.tiers, tiers), s.id).toEqual([])
      expect(strangers(s.families, families.map(f => f.key)), s.id).toEqual([])
      expect(s.months.filter(m => m < 1 || m > 12), s.id).toEqual([])
      if (s.questionKey !== null) expect(questions.map(q => q.key), s.id).toContain(s.questionKey)
    }
  })

  it('ask each question in more than one way, and serve each situation and each rule', () => {
    for (const q of questions) expect(scripts.filter(s => s.questionKey === q.key).length, q.key).toBeGreaterThan(1)
    for (const kind of situationKinds) expect(scripts.some(s => s.situations.includes(kind)), kind).toBe(true)
    for (const key of ruleKeys) expect(scripts.some(s => s.rules.includes(key)), key).toBe(true)
  })

  it('never offer anything in a complaint or to the silent', () => {
    expect(scripts.filter(s => s.kind === 'offer' && s.situations.includes('case_open'))).toEqual([])
    expect(scripts.filter(s => s.kind === 'offer' && s.rules.some(r => ['drifting', 'cadence', 'after_sale'].includes(r)))).toEqual([])
  })

  it('are short, without emoji, and within the 2048 bytes of a WeCom text', () => {
    for (const s of scripts) {
      expect(Buffer.byteLength(s.body), s.id).toBeLessThan(600)
      expect(/\p{Extended_Pictographic}/u.test(s.body), s.id).toBe(false)
    }
  })

  it('hold no word of our own list, nor do the products and what follows from answers', () => {
    expect(riskyWords('这是最好的燕窝，可以治疗失眠')).toEqual(['最好', '治疗', '失眠'])
    expect(riskyWords('建议最好先冷藏，本品不能代替药物')).toEqual([])
    const texts = [
      ...scripts.flatMap(s => [s.body, s.title]), ...products.flatMap(p => [p.name, p.storage]), ...channels.map(c => c.label),
      ...[...consumption.types, ...consumption.needs, ...consumption.attention].map(e => e.label), ...rules.map(r => r.params.title),
      ...questions.flatMap(q => q.options.map(o => o.label)), ...variables.map(v => v.example),
    ]
    expect(texts.map(text => [text, riskyWords(text)] as const).filter(([, hits]) => hits.length > 0)).toEqual([])
  })
})

describe('the starter rules, words, channels and settings', () => {
  it('are the thirteen rules, each with its class and title', () => {
    expect(rules.map(r => r.key).sort()).toEqual([...ruleKeys].sort())
    for (const r of rules) expect(contactClasses, r.key).toContain(r.params.class)
  })

  it('offer another wording only for words of the list', () => {
    expect(strangers(Object.keys(words.instead), words.groups.flatMap(g => g.words))).toEqual([])
    for (const { allow } of words.exemptions) expect(() => new RegExp(allow)).not.toThrow()
  })

  it('have states that WeCom takes (30 characters) and one label each', () => {
    expect(channels.length).toBeGreaterThanOrEqual(8)
    expect(channels.filter(c => !/^[a-z-]{1,30}$/.test(c.state))).toEqual([])
    expect(doubled(channels.map(c => c.state))).toEqual([])
    expect(doubled(channels.map(c => c.label))).toEqual([])
  })

  it('keep to the rules of contact that product.md states', () => {
    expect(settings.oneToOneFen).toBe(500000)
    expect(settings.cadence).toMatchObject({ max: 2, days: 30, apartDays: 12, freeAfterMoveHours: 72, freeAtAnyHourMinutes: 30 })
    expect(settings.quietHours).toEqual({ start: settings.workingHours.end, end: settings.workingHours.start })
  })
})
