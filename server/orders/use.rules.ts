import type { OrderUse } from '../../contract/words.ts'

/** What is known of one order when it is asked for whom it was bought. Hashes in hex. */
export interface UseEvidence {
  isGiftOrder: boolean
  buyerNote: string
  sellerNote: string
  titles: readonly string[]
  phoneHash: string | null
  recipientHash: string | null
  addressHash: string | null
  /** First character of the recipient's name, as masked names show it too; null where it is no Chinese character. */
  surname: string | null
}

/** The customer's other purchases, for comparison. */
export interface UseHistory {
  /** Hashes of the customer's own full phones. */
  ownPhones: ReadonlySet<string>
  /** How many paid orders went to each recipient, this one included. */
  recipientCounts: ReadonlyMap<string, number>
  addressCounts: ReadonlyMap<string, number>
  /** Surname of each recipient, where it is known. */
  surnames: ReadonlyMap<string, string>
}

export interface UseDecision { use: OrderUse, reason: string }

const refusal = /(不是|不用|不要|无需|别|非)[^，。,;；]{0,3}(送礼|送人|礼盒|礼品|礼袋|贺卡|礼物)/
const kin = '(?:老?妈妈?|妈咪|老?爸爸?|母亲|父亲|父母|爸妈|公公|婆婆|公婆|岳父|岳母|丈母娘|奶奶|爷爷|外婆|外公|姥姥|姥爷|老人家?|长辈|姐姐?|妹妹?|哥哥?|弟弟?|阿姨|姨妈?|舅舅?|姑姑?|叔叔?|婶婶?|老公|老婆|爱人|先生|太太|孩子|女儿|儿子|孙子|孙女|家里老人)'
/** 给妈妈, 妈妈吃的; not 给孩子的老师, not 不是给妈妈的. */
const relative = new RegExp(`(?<!不是|别|不要|不用)(?:(?:给|送|寄|孝敬|买给)(?:我|俺|咱)?(?:的)?${kin}(?!的?(?:老师|同学|朋友|领导|同事|公司|店))|${kin}(?:在)?(?:吃|喝|用)的?)`)
const gift = /(送礼|送人|送朋友|送客户|送领导|送老师|礼物|贺卡|代写卡片|礼袋|礼品袋|礼盒包装|包装成礼|不要(放|写)?(价格|价钱|小票|发货单|清单)|别放(价格|小票|发货单|清单))/
/** Wishes are the buyer's to the recipient; a seller's own politeness, and wishes for our business, are none. */
const wishes = /祝(?:(?:您|你)(?!们)|福|生日|新年|中秋|端午)(?!.{0,2}(?:生意|购物))/
const giftLine = /(礼品包装|礼盒包装|贺卡|礼袋|手提袋加购)/

/**
 * Bought for whom, with the reason shown to the rep. First what was said (the platform, the notes), then whose phone is on the parcel,
 * then how often this recipient and address occur. Never guessed from one parcel alone. `history` null: the order has no customer yet.
 */
export function decideUse(evidence: UseEvidence, history: UseHistory | null): UseDecision {
  const said = saidUse(evidence)
  if (said) return said
  if (history === null) return { use: 'unknown', reason: '还没有对上客户' }
  const { phoneHash, recipientHash, addressHash } = evidence
  if (phoneHash !== null && history.ownPhones.has(phoneHash)) return { use: 'self', reason: '收件手机是客户本人的' }
  if (recipientHash === null) return { use: 'unknown', reason: '没有收件人信息' }
  const total = sum(history.recipientCounts)
  const same = history.recipientCounts.get(recipientHash) ?? 0
  if (total < 2) return { use: 'unknown', reason: '只有一单，还看不出是自用还是送人' }
  const [usual, usualCount] = most(history.recipientCounts)
  if (usual === recipientHash && same * 2 >= total) return { use: 'self', reason: `${total} 单里有 ${same} 单是同一位收件人` }
  if (usualCount * 2 < total) return { use: 'unknown', reason: '收件人常换，看不出是谁在吃' }
  const isUsualPlace = addressHash !== null && (history.addressCounts.get(addressHash) ?? 0) * 2 >= sum(history.addressCounts)
  if (isUsualPlace) return { use: 'self', reason: '收件人不同，但寄到常用地址' }
  if (same >= 3) return { use: 'relative', reason: `已是第 ${same} 次寄给这位收件人，可能是家里人` }
  if (same === 2 && evidence.surname !== null && evidence.surname === history.surnames.get(usual)) {
    return { use: 'relative', reason: `第 2 次寄给这位收件人，和常用收件人同姓「${evidence.surname}」，可能是家里人` }
  }
  const samePlace = addressHash === null ? 0 : history.addressCounts.get(addressHash) ?? 0
  if (samePlace >= 3) return { use: 'relative', reason: `已是第 ${samePlace} 次寄到这个地址，可能是家里人` }
  return { use: 'gift', reason: '收件人和地址都与平时不同' }
}

function saidUse({ isGiftOrder, buyerNote, sellerNote, titles }: UseEvidence): UseDecision | null {
  if (isGiftOrder) return { use: 'gift', reason: '有礼物单号' }
  const [buyer, seller] = [plainNote(buyerNote), plainNote(sellerNote)]
  const notes = `${buyer}；${seller}`
  const family = relative.exec(notes)
  if (family) return { use: 'relative', reason: `备注写着「${family[0]}」` }
  const present = refusal.test(notes) ? null : gift.exec(notes) ?? wishes.exec(buyer)
  if (present) return { use: 'gift', reason: `备注写着「${present[0]}」` }
  const wrapped = titles.find(title => giftLine.test(title))
  return wrapped === undefined ? null : { use: 'gift', reason: `同单买了「${wrapped.slice(0, 12)}」` }
}

/** As typed on phones: full-width letters, blanks and line breaks inside words are nothing. */
const plainNote = (note: string): string => note.normalize('NFKC').replace(/\s+/g, '')

/** First character of a recipient's name, masked (王** 139****1234) or not; null where it is no Chinese character. */
export const surnameOf = (masked: string | null): string | null => /^\p{Script=Han}/u.exec(masked ?? '')?.[0] ?? null

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((total, count) => total + count, 0)
const most = (counts: ReadonlyMap<string, number>): [string, number] => [...counts].reduce((best, entry) => entry[1] > best[1] ? entry : best, ['', 0])
