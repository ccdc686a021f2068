import type { RuleField } from '../../../contract/rules.schema.ts'
import type { ContactClass, RuleKey } from '../../../contract/words.ts'

export interface RuleDescription { name: string, about: string, contactClass: ContactClass, fields: readonly RuleField[] }

type Unit = NonNullable<RuleField['unit']>

const number = (key: string, label: string, unit: Unit, [min, max]: readonly [number, number]): RuleField => ({ key, label, kind: 'number', unit, min, max, options: [] })
const choices = (key: string, label: string, options: RuleField['options']): RuleField => ({ key, label, kind: 'choices', unit: null, min: 1, max: null, options })
const title: RuleField = { key: 'title', label: '提醒的标题', kind: 'text', unit: null, min: 1, max: 30, options: [] }
const fromTo = (from: string, to: string, most: number): RuleField[] => [number('fromDays', from, 'days', [0, most]), number('toDays', to, 'days', [0, most])]

/** What a product may need in keeping and cooking: seasonal care looks for these. */
const needLabels: RuleField['options'] = [
  { value: 'keep_dry', label: '防潮' }, { value: 'refrigerate', label: '冷藏' }, { value: 'freeze', label: '冷冻' }, { value: 'avoid_heat', label: '避热' },
  { value: 'soak', label: '泡发' }, { value: 'stew', label: '炖煮' }, { value: 'winter_serving', label: '冬天吃法' },
]
const eventKinds: RuleField['options'] = [
  { value: 'browse', label: '看了商品' }, { value: 'click', label: '点开链接' }, { value: 'claim', label: '领了东西' }, { value: 'keyword', label: '问了关键词' }, { value: 'visit', label: '到了店里' },
]
const festivalOptions: RuleField['options'] = ['春节', '端午', '中秋'].map(value => ({ value, label: value }))

/** `标签：动作或词、词`, by semicolons: read by server/events/event.rules.ts. */
const tags: RuleField = { key: 'tags', label: '给客户打什么标签（标签：动作或词、词；几条用分号隔开，不打写“无”）', kind: 'text', unit: null, min: 1, max: 500, options: [] }

/** Every rule as the operator sees it: what it is for, and which settings it has with the limits within which they make sense. */
export const ruleDescriptions: Record<RuleKey, RuleDescription> = {
  first_contact: {
    name: '首次联系', about: '刚加的客户，还没有人说过话', contactClass: 'onboarding',
    fields: [title, number('withinMinutes', '上班时间内，加了之后多久提醒', 'minutes', [1, 240]), number('deadlineHours', '最晚多久要聊上', 'hours', [1, 72]), number('tellLeadHours', '多久还没聊就告诉主管', 'hours', [1, 72])],
  },
  questions_open: {
    name: '三问未完', about: '问过的还没回，或答了一问还有下一问', contactClass: 'onboarding',
    fields: [title, number('afterDays', '隔几天再聊', 'days', [1, 14]), number('windowDays', '提醒保留', 'days', [1, 30])],
  },
  trial_follow_up: { name: '小样回访', about: '签收了小样或赠品', contactClass: 'service', fields: [title, ...fromTo('签收后第几天起', '到第几天止', 30)] },
  usage_check: { name: '用法回访', about: '第一次买的产品签收了', contactClass: 'service', fields: [title, ...fromTo('签收后第几天起', '到第几天止', 30)] },
  replenishment: {
    name: '补货', about: '手上的快吃完了', contactClass: 'proactive',
    fields: [title, number('daysBefore', '吃完前几天提醒', 'days', [0, 60]), number('windowDays', '提醒保留', 'days', [1, 60]), number('beforeSpringFestivalDays', '赶上春节停运时，停运前几天就提醒', 'days', [0, 45])],
  },
  cadence: {
    name: '日常问候', about: '有一阵没联系', contactClass: 'proactive',
    fields: [title, ...fromTo('上次联系后第几天起', '到第几天止', 180), choices('who', '给谁', [{ value: 'high_value', label: '高价值客户' }, { value: 'active', label: '近一个月活跃' }])],
  },
  drifting: {
    name: '渐远', about: '和客户自己的习惯比，太久没买了', contactClass: 'proactive',
    fields: [
      title, number('windowDays', '提醒保留', 'days', [1, 60]), number('timesOwnInterval', '数据不够时，超过自己间隔的几倍算渐远', 'times', [1, 6]),
      number('minLifetimeFen', '累计消费至少（高价值客户不限）', 'fen', [0, 10_000_000]),
    ],
  },
  seasonal_care: {
    name: '节令关怀', about: '节令到了客户所在的地方，买过的东西要留意保存或换吃法', contactClass: 'proactive',
    fields: [title, number('windowDays', '入节令后几天内', 'days', [1, 30]), { key: 'seasons', label: '节令', kind: 'seasons', unit: null, min: 0, max: 30, options: needLabels }],
  },
  festival_gift: {
    name: '送礼', about: '去年同一个节前买过礼', contactClass: 'proactive',
    fields: [title, ...fromTo('节前几天起', '到节前几天止', 60), choices('festivals', '哪些节', festivalOptions)],
  },
  birthday: { name: '生日', about: '客户快过生日', contactClass: 'proactive', fields: [title, ...fromTo('生日前几天起', '到生日前几天止', 30)] },
  after_sale: { name: '售后', about: '投诉、退货、换货没有办完', contactClass: 'service', fields: [title, number('workingHours', '几个工作小时内要回', 'hours', [1, 72])] },
  behaviour: {
    name: '她动了', about: '客户刚看了、点了、领了或问了', contactClass: 'she_moved',
    fields: [title, number('withinMinutes', '多久内回一句', 'minutes', [5, 240]), choices('kinds', '哪些动作', eventKinds), tags],
  },
  promise: { name: '我答应的事', about: '销售自己记下的约定，到点提醒', contactClass: 'as_set', fields: [title] },
}
