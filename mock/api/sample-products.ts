import type { ProductId } from '../../contract/ids.ts'
import type { Product } from '../../contract/products.schema.ts'

/** Products of the mock back end. */
export const sampleProducts = (now: string): Product[] => [
  {
    id: 'nest-70x15' as ProductId, name: '即食燕窝 70g×15瓶', family: 'nest', codes: ['YW-JS-7015'], titleWords: ['70g*15瓶'], packAmount: 15, dailyAmount: 1, unit: '瓶', daysOfSupply: 15, deliveries: null,
    foodClass: 'food', storage: '常温避光放；开瓶后冷藏', needs: ['avoid_heat'], isSample: false, isActive: true, version: 1, updatedAt: now, updatedByName: null,
  },
  {
    id: 'maw-250' as ProductId, name: '干花胶 250g', family: 'fish_maw', codes: ['HJ-GH-250'], titleWords: ['花胶250g'], packAmount: 250, dailyAmount: 5, unit: '克', daysOfSupply: 50, deliveries: null,
    foodClass: 'food', storage: '密封防潮放阴凉处', needs: ['keep_dry', 'stew'], isSample: false, isActive: true, version: 1, updatedAt: now, updatedByName: null,
  },
]
