import { describe, expect, it } from 'vitest'
import { consumption } from '../../../catalogue/catalogue.ts'
import { deriveConsumption } from '../../../server/questions/consumption.rules.ts'

const said = (answers: Record<string, string[]>) => Object.entries(answers).map(([questionKey, options]) => ({ questionKey, state: 'answered' as const, options }))

describe('what follows from the answers', () => {
  it('says nothing before anything was answered, or without a mapping', () => {
    expect(deriveConsumption([], consumption)).toEqual({ type: null, need: null, attention: [] })
    expect(deriveConsumption(said({ kinds: ['nest'] }), undefined)).toEqual({ type: null, need: null, attention: [] })
  })

  it('does not count a question that is only asked or declined', () => {
    const open = said({ family: ['pregnant'] }).map(answer => ({ ...answer, state: 'declined' as const }))
    expect(deriveConsumption(open, consumption)).toEqual({ type: null, need: null, attention: [] })
  })

  it('takes the first type and need that hold, and every point of attention', () => {
    expect(deriveConsumption(said({ kinds: ['ginseng', 'nest'], duration: ['under_3_months'], family: ['self', 'pregnant'] }), consumption)).toEqual({
      type: '尝鲜型', need: '吃得安心：先看说明和适宜人群', attention: [
        '孕期：吃之前先问过医生，不主动推荐', '人参类：孕妇、哺乳期和14周岁以下不宜，每天不超过3克', '家里有孩子或孕期哺乳期：人参、西洋参别放一起推',
        '海参、花胶、燕窝都是动物蛋白：问一句有没有过敏',
      ],
    })
  })

  it('gives up an entry when something named under unless was said', () => {
    expect(deriveConsumption(said({ family: ['gift'] }), consumption).type).toBe('礼赠型')
    expect(deriveConsumption(said({ family: ['gift', 'self'] }), consumption).type).toBe('自用型')
  })
})
