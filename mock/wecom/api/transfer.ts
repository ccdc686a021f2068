import { PlatformError } from '../platform-error.ts'
import { type Platform, followKey } from '../platform.ts'
import { findContactMember, findVisibleMember, isMutual } from '../visibility.ts'
import { type ApiCall, type ApiEndpoint, limitedText, requiredText, text, texts } from './endpoint.ts'
import { pageOf } from './paging.ts'

const transfersInPeriod = 2
const periodSeconds = 90 * 86_400

/**
 * wecom.md §2.9: customers of members at work. errcode 0 of a customer means begun; after 24 h it takes place,
 * unless the customer refuses (event `transfer-refused`).
 */
export const transferEndpoints: ApiEndpoint[] = [
  { method: 'POST', path: 'externalcontact/transfer_customer', needsCustomerContact: true, handle: transferCustomers },
  {
    method: 'POST',
    path: 'externalcontact/transfer_result',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const handover = findVisibleMember(platform, requiredText(body, 'handover_userid', 41009)).userid
      const takeover = findVisibleMember(platform, requiredText(body, 'takeover_userid', 41009)).userid
      const latest = new Map(platform.transfers.all()
        .filter(transfer => transfer.handover_userid === handover && transfer.takeover_userid === takeover)
        .map(transfer => [transfer.external_userid, transfer]))
      const { page, nextCursor } = pageOf([...latest.values()], transfer => transfer.external_userid, text(body, 'cursor'), 1000)
      return { customer: page.map(({ external_userid, status, takeover_time }) => ({ external_userid, status, takeover_time })), next_cursor: nextCursor }
    },
  },
]

function transferCustomers({ platform, body }: ApiCall): object {
  const handover = findVisibleMember(platform, requiredText(body, 'handover_userid', 41009)).userid
  const taker = findContactMember(platform, requiredText(body, 'takeover_userid', 41009))
  const ids = texts(body, 'external_userid')
  if (ids.length === 0) throw new PlatformError(41035)
  if (ids.length > 100) throw new PlatformError(81017)
  limitedText(body, 'transfer_success_msg', 200)
  if (handover === taker.userid) throw new PlatformError(40130)
  if (taker.status !== 1) throw new PlatformError(40098)
  return { customer: ids.map(external_userid => ({ external_userid, errcode: begin(platform, handover, taker.userid, external_userid) })) }
}

/** One customer's errcode; 0 when the handover has begun. */
function begin(platform: Platform, handover: string, takeover: string, externalUserid: string): number {
  if (!platform.contacts.get(externalUserid)) return 40096
  const follow = platform.follows.get(followKey(handover, externalUserid))
  if (!follow || !isMutual(follow)) return 40131
  const before = platform.transfers.by(0, externalUserid)
  if (before.some(transfer => transfer.status === 2)) return 40129
  const recent = before.filter(transfer => transfer.status === 1 && transfer.startedAt > platform.nowSeconds - periodSeconds)
  if (recent.length >= transfersInPeriod) return 40128
  platform.transfers.put({
    id: platform.newId('tr', 24), handover_userid: handover, takeover_userid: takeover, external_userid: externalUserid,
    startedAt: platform.nowSeconds, status: 2, takeover_time: platform.nowSeconds + 86_400,
  })
  return 0
}
