import type { AgeBand, Scene } from '../../../contract/words.ts'

export const sceneWords: Record<Scene, string> = {
  added: '新加', in_group: '已进群', retained: '已留存', active: '活跃', converted: '已成交', after_sale: '售后', drifting: '渐远', lapsed: '沉睡', lost: '删了我',
}
export const ageWords: Record<AgeBand, string> = { 'under_30': '30 以下', '30_39': '30–39', '40_49': '40–49', '50_59': '50–59', '60_plus': '60 以上' }
