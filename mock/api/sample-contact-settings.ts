import type { ContactField, ContactSettings, ContactSettingsView } from '../../contract/contact-settings.schema.ts'

const settings = (): ContactSettings => ({
  quietHours: { start: '21:00', end: '09:00' }, workingHours: { start: '09:00', end: '21:00', weekdays: [1, 2, 3, 4, 5, 6, 7] },
  cadence: { max: 2, days: 30, apartDays: 12, freeAfterMoveHours: 72, freeAtAnyHourMinutes: 30 }, silence: { doubleAfter: 2, coolAfter: 3 },
  complaint: { calmDays: 7 }, onboardingDays: 7, touchJoinHours: 24, replyWindowHours: 72, offers: { toNeverBought: false, toLapsedHighValue: false, holdBeforeSaleDays: 14, sales: [{ label: '618', on: '06-18' }, { label: '双11', on: '11-11' }] },
  springFestivalStop: { daysBefore: 7, daysAfter: 7 }, personalTasks: { perDay: 5, days: 14 }, queue: { dayList: 45 }, pushes: { digestAt: '09:00', warnHours: 2 }, oneToOneFen: 500_000, highValueShare: 0.15, holdoutShare: 0.1,
})

const number = (key: string, group: string, label: string, unit: ContactField['unit'], min: number, max: number): ContactField => ({ key, group, label, kind: 'number', unit, min, max })
const other = (key: string, group: string, label: string, kind: ContactField['kind']): ContactField => ({ key, group, label, kind, unit: null, min: null, max: kind === 'share' ? 0.5 : null })

/** One field of each form, as the server would give them. */
export const sampleContactSettings = (): ContactSettingsView => ({
  settings: settings(), defaults: settings(), version: 1,
  fields: [
    number('cadence.max', '主动联系的次数', '最多联系几次', 'times', 1, 10), number('cadence.apartDays', '主动联系的次数', '两次至少隔几天', 'days', 1, 60),
    other('quietHours.start', '安静时间和上班时间', '安静时间从', 'clock'), other('workingHours.weekdays', '安静时间和上班时间', '上班的日子', 'weekdays'),
    other('offers.toNeverBought', '推荐东西', '没买过的客户，也可以主动推荐', 'switch'), other('offers.sales', '推荐东西', '大促的日子，每年都算', 'sales'),
    { ...number('oneToOneFen', '1V1 和高价值', '累计消费满多少算 1V1，不进群发', null, 10_000, 10_000_000), kind: 'money' },
    number('queue.dayList', '今日清单和推送', '一天的清单', 'people', 5, 200), other('pushes.digestAt', '今日清单和推送', '早上推送今日该跟的时间', 'clock'),
    other('holdoutShare', '对照', '随机留出不做主动联系的客户，用来看联系有没有用', 'share'),
  ],
})
