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
}

/** The customer's other purchases, for comparison. */
export interface UseHistory {
  /** Hashes of the customer's own full phones. */
  ownPhones: ReadonlySet<string>
  /** How many paid orders went to each recipient, this one included. */
  recipientCounts: ReadonlyMap<string, number>
  addressCounts: ReadonlyMap<string, number>
}

export interface UseDecision { use: OrderUse, reason: string }

const refusal = /(不是|不用|不要|无需|别|非)[^，。,;；]{0,3}(送礼|礼盒|礼品|贺卡|礼物)/
const relative = /(?:给|送|寄|孝敬|买给)(?:我|俺|咱)?(?:的)?(妈妈?|爸爸?|母亲|父亲|父母|爸妈|公公|婆婆|公婆|岳父|岳母|丈母娘|奶奶|爷爷|外婆|外公|姥姥|姥爷|老人家?|长辈|姐姐?|妹妹?|哥哥?|弟弟?|阿姨|姨妈?|舅舅?|姑姑?|叔叔?|婶婶?|老公|老婆|爱人|先生|太太|孩子|女儿|儿子|孙子|孙女|家里老人)/
const gift = /(送礼|送人|送朋友|送客户|送领导|送老师|礼物|贺卡|代写卡片|礼袋|礼品袋|礼盒包装|包装成礼|不要(放|写)?(价格|价钱|小票|发货单|清单)|别放(价格|小票|发货单|清单)|祝(您|你|福|生日|新年|中秋|端午))/
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
  if (same >= 3) return { use: 'relative', reason: `已是第 ${same} 次寄给这位收件人` }
  return { use: 'gift', reason: '收件人和地址都与平时不同' }
}

function saidUse({ isGiftOrder, buyerNote, sellerNote, titles }: UseEvidence): UseDecision | null {
  if (isGiftOrder) return { use: 'gift', reason: '有礼物单号' }
  const notes = `${buyerNote} ${sellerNote}`
  const kin = relative.exec(notes)
  if (kin) return { use: 'relative', reason: `备注写着「${kin[0]}」` }
  const present = refusal.test(notes) ? null : gift.exec(notes)
  if (present) return { use: 'gift', reason: `备注写着「${present[0]}」` }
  const wrapped = titles.find(title => giftLine.test(title))
  return wrapped === undefined ? null : { use: 'gift', reason: `同单买了「${wrapped.slice(0, 12)}」` }
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((total, count) => total + count, 0)
const most = (counts: ReadonlyMap<string, number>): [string, number] => [...counts].reduce((best, entry) => entry[1] > best[1] ? entry : best, ['', 0])
