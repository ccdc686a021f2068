import type { PushedOrder } from '../../../contract/webhooks.schema.ts'
import type { OrderPlatform } from '../../../contract/words.ts'
import type { LineDraft } from '../drafts.ts'
import { readBuyer, readPhone } from '../formats/cells.ts'
import { draft, lineDraft } from '../formats/drafting.ts'
import type { PushedDraft } from './pushed-order.ts'

/** The source's own settings, for what a message leaves open. */
export interface SourceDefaults { platform: OrderPlatform, shop: string }

/** Our own webhook's order in neutral terms. `sentAt`: the message's timestamp. */
export function readOwnOrder(order: PushedOrder, sentAt: string, defaults: SourceDefaults): PushedDraft {
  const { buyer = {}, recipient = {}, logistics = {} } = order
  const platform = order.platform ?? defaults.platform
  return {
    modifiedAt: instant(order.modifiedAt ?? sentAt),
    draft: draft({
      level: 'order', platform, shop: order.shop?.trim() ?? defaults.shop, orderNo: order.orderNo,
      facts: {
        state: order.state, placedAt: instant(order.placedAt), paidAt: instant(order.paidAt), shippedAt: instant(order.shippedAt), signedAt: instant(order.signedAt),
        paidFen: order.paidFen, goodsFen: order.goodsFen ?? null, freightFen: order.freightFen ?? null, refundFen: order.refundFen ?? null,
        buyerId: readBuyer(buyer.id?.trim() ?? ''), wecomCustomerId: buyer.externalUserId || null, unionid: buyer.unionid || null,
        buyerNote: order.buyerNote ?? '', sellerNote: order.sellerNote ?? '', isGiftOrder: order.isGift ?? false,
        // A shop of one's own is private domain, unless it says otherwise or tells of a public platform.
        isPrivate: order.isPrivate ?? platform === 'webhook',
        logisticsCompany: logistics.company || null, logisticsNo: logistics.number || null,
      },
      recipient: { name: recipient.name?.trim() ?? '', phone: readPhone(recipient.phone ?? ''), buyerPhone: readPhone(buyer.phone ?? ''), address: recipient.address?.trim() ?? '' },
      lines: (order.lines ?? []).map(ownLine),
    }),
  }
}

const ownLine = (line: NonNullable<PushedOrder['lines']>[number]): LineDraft => lineDraft({
  subOrderNo: line.lineNo ?? null, title: line.title, spec: line.spec ?? '', code: line.code ?? '', quantity: line.quantity,
  priceFen: line.priceFen ?? null, paidFen: line.paidFen ?? null, refundFen: line.refundFen ?? null, state: line.state ?? null,
})

const instant = (text: string | null | undefined): string | null => text ? new Date(text).toISOString() : null
