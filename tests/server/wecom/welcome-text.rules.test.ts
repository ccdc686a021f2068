import { describe, expect, it } from 'vitest'
import { channels, welcomes, words } from '../../../catalogue/catalogue.ts'
import { findWords } from '../../../server/sends/words.rules.ts'
import { welcomeText, type WelcomeFacts } from '../../../server/wecom/welcome-text.rules.ts'

const facts = (bodies: string[], more: Partial<WelcomeFacts> = {}): WelcomeFacts => ({ bodies, repName: '陈晨', channel: null, customer: null, ...more })

describe('the text of a welcome message', () => {
  it('is never one with a gap, empty, or longer than the platform takes', () => {
    expect(welcomeText(facts([]))).toEqual({ reason: 'no-text' })
    expect(welcomeText(facts(['  ']))).toEqual({ reason: 'no-text' })
    expect(welcomeText(facts(['{{销售}}在这儿'], { repName: null }))).toEqual({ reason: 'gap' })
    expect(welcomeText(facts(['{{没有这个变量}}']))).toEqual({ reason: 'gap' })
    expect(welcomeText(facts(['长'.repeat(1334)]))).toEqual({ reason: 'too-long' })
    expect(welcomeText(facts(['长'.repeat(1333)]))).toEqual({ text: '长'.repeat(1333) })
  })

  it('falls back on the text for every channel', () => {
    expect(welcomeText(facts(['来自{{渠道}}的您好', '您好，我是{{销售}}']))).toEqual({ text: '您好，我是陈晨' })
    expect(welcomeText(facts(['来自{{渠道}}的您好', '您好，我是{{销售}}'], { channel: '直播间' }))).toEqual({ text: '来自直播间的您好' })
  })

  it('speaks to her by name only where the remark or name and gender say how', () => {
    const body = ['{{称呼}}您好，我是{{销售}}']
    expect(welcomeText(facts(body, { customer: { name: '王敏', gender: 2, remark: null } }))).toEqual({ text: '王女士您好，我是陈晨' })
    expect(welcomeText(facts(body, { customer: { name: '小满', gender: 0, remark: null } }))).toEqual({ text: '您好，我是陈晨' })
  })
})

describe('the starter texts', () => {
  it('have one for every channel, name channels that there are, need nothing but the rep\'s name, and are lawful', () => {
    expect(welcomes.filter(({ state }) => state === '')).toHaveLength(1)
    expect(welcomes.map(({ state }) => state).filter(state => state !== '' && !channels.some(channel => channel.state === state))).toEqual([])
    expect(new Set(welcomes.map(({ state }) => state)).size).toBe(welcomes.length)
    for (const { body } of welcomes) {
      expect(welcomeText(facts([body]))).toHaveProperty('text')
      expect(findWords(body, words)).toEqual([])
    }
  })
})
