import type { Profile } from '../../../contract/customers.schema.ts'
import { daysAgoText } from '../../utils/date-text.ts'
import { moneyText } from '../../utils/money-text.ts'
import { type Html, html } from './html.ts'
import { shownName } from './situation-card.ts'
import { tierWords } from './words.ts'

/** Who it is: one strip, two lines, never three. The profile behind it has every fact in full; beside a long remark there is no room for the WeChat name. */
export function whoSection(profile: Profile, nowMs: number): Html {
  const { first, second } = shownName(profile)
  const sign = signOf(profile)
  return html`<button type="button" class="who" data-do="edit-profile" aria-label="${first}的资料">
      ${avatar(profile, first)}
      <span class="who-lines">
        <span class="who-first"><b class="who-name">${first}</b>${first.length < (sign ? 8 : 12) && second && html`<i class="who-second">${second}</i>`}<i class="tier">${tierWords[profile.tier]}</i>${sign}</span>
        <span class="who-facts">${factsOf(profile, nowMs)}</span>
      </span>
    </button>
    <button type="button" class="icon-button" data-do="more" aria-label="更多" aria-haspopup="menu">
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/></svg>
    </button>`
}

function avatar({ avatarUrl }: Profile, name: string): Html {
  const initial = Array.from(name)[0] ?? ''
  return html`<span class="avatar" aria-hidden="true">${initial}${avatarUrl && html`<img src="${avatarUrl}" alt="" decoding="async">`}</span>`
}

const municipalities = ['北京', '上海', '天津', '重庆']

/** 杭州 of 浙江 杭州: the strip has room for the city and the channel. A municipality is its own city: 上海 of 上海 浦东新区. */
function cityOf(region: string | null): string | null {
  const parts = region?.trim().split(/\s+/u) ?? []
  const [first] = parts
  const isMunicipality = first !== undefined && municipalities.some(name => first === name || first === `${name}市`)
  return (isMunicipality ? first : parts.at(-1)) ?? null
}

/** The first may shorten, money and last contact never do. */
function factsOf(profile: Profile, nowMs: number): Html[] {
  const { region, channel, addWay, lifetimeSpendFen, lastOrderAt, lastTouchAt, lostAt } = profile
  const origin = [cityOf(region), channel ?? addWay].filter(Boolean).join(' · ')
  return [
    html`<span class="who-origin">${origin || '来源未知'}</span>`,
    html`<span>${lastOrderAt || lifetimeSpendFen ? moneyText(lifetimeSpendFen) : '没有订单'}</span>`,
    lostAt ? html`<span class="tone-urgent">${daysAgoText(lostAt, nowMs)}删了我</span>` : html`<span>${lastTouchAt ? `${daysAgoText(lastTouchAt, nowMs)}联系` : '还没联系过'}</span>`,
  ]
}

function signOf({ oneToOne, optOut }: Profile): Html | false {
  const sign = optOut ? (oneToOne ? '先别打扰·1V1' : '先别打扰') : oneToOne && '1V1·禁群发'
  return sign && html`<i class="sign">${sign}</i>`
}
