import type { Rule, RuleField } from '../../contract/rules.schema.ts'

const title: RuleField = { key: 'title', label: '提醒的标题', kind: 'text', unit: null, min: 1, max: 30, options: [] }
const days = (key: string, label: string, max: number): RuleField => ({ key, label, kind: 'number', unit: 'days', min: 0, max, options: [] })

/** Three of the thirteen rules, one of each form, as the server would give them. */
export const sampleRules = (): Rule[] => [
  {
    key: 'replenishment', name: '补货', about: '手上的快吃完了', contactClass: 'proactive', isEnabled: true, overrides: [], version: 1, updatedAt: '2026-06-01T01:00:00.000Z', updatedByName: null,
    params: { title: '该补货了', daysBefore: 7, windowDays: 14, beforeSpringFestivalDays: 14 }, defaults: { title: '该补货了', daysBefore: 7, windowDays: 14, beforeSpringFestivalDays: 14 },
    fields: [title, days('daysBefore', '吃完前几天提醒', 60), days('windowDays', '提醒保留', 60), days('beforeSpringFestivalDays', '赶上春节停运时，停运前几天就提醒', 45)],
  },
  {
    key: 'cadence', name: '日常问候', about: '有一阵没联系', contactClass: 'proactive', isEnabled: true, overrides: [], version: 1, updatedAt: '2026-06-01T01:00:00.000Z', updatedByName: null,
    params: { title: '有阵子没聊了', fromDays: 21, toDays: 30, who: ['high_value', 'active'] }, defaults: { title: '有阵子没聊了', fromDays: 21, toDays: 30, who: ['high_value', 'active'] },
    fields: [
      title, days('fromDays', '上次联系后第几天起', 180), days('toDays', '到第几天止', 180),
      { key: 'who', label: '给谁', kind: 'choices', unit: null, min: 1, max: null, options: [{ value: 'high_value', label: '高价值客户' }, { value: 'active', label: '近一个月活跃' }] },
    ],
  },
  {
    key: 'seasonal_care', name: '节令关怀', about: '节令到了客户所在的地方，买过的东西要留意保存或换吃法', contactClass: 'proactive', isEnabled: true, overrides: [], version: 1,
    updatedAt: '2026-06-01T01:00:00.000Z', updatedByName: null,
    params: { title: '节令到了，提醒一句保存和吃法', windowDays: 7, seasons: [{ key: 'plum_rain', label: '梅雨', from: '06-10', to: '07-10', regions: ['上海', '浙江'], needs: ['keep_dry'] }] },
    defaults: { title: '节令到了，提醒一句保存和吃法', windowDays: 7, seasons: [{ key: 'plum_rain', label: '梅雨', from: '06-10', to: '07-10', regions: ['上海', '浙江'], needs: ['keep_dry'] }] },
    fields: [title, days('windowDays', '入节令后几天内', 30), { key: 'seasons', label: '节令', kind: 'seasons', unit: null, min: 0, max: 30, options: [{ value: 'keep_dry', label: '防潮' }, { value: 'refrigerate', label: '冷藏' }] }],
  },
]
