import { type Follow } from '../company.ts'
import { type EventOf, ImpossibleEvent } from '../events.ts'
import { type Platform, followKey } from '../platform.ts'
import { type Transfer } from '../platform-records.ts'
import { type Fired, contactEvent } from './contacts.ts'

const takeoverAfterSeconds = 86_400

export function refuseTransfer(platform: Platform, { external_userid, reason = 'customer_refused' }: EventOf<'transfer-refused'>): Fired {
  const transfer = platform.transfers.by(0, external_userid).find(candidate => candidate.status === 2)
  if (!transfer) throw new ImpossibleEvent(`${external_userid} is not being handed over.`)
  return fail(platform, transfer, reason)
}

/** What the clock brings: a handover that nobody refused for 24 h takes place (wecom.md §2.9). */
export function completeDueTransfers(platform: Platform): Fired {
  return platform.transfers.all()
    .filter(transfer => transfer.status === 2 && transfer.startedAt + takeoverAfterSeconds <= platform.nowSeconds)
    .flatMap(transfer => complete(platform, transfer))
}

function complete(platform: Platform, transfer: Transfer): Fired {
  const { handover_userid, takeover_userid, external_userid } = transfer
  const follow = platform.follows.get(followKey(handover_userid, external_userid))
  if (!follow) return fail(platform, transfer, 'customer_refused')
  const most = platform.limits.memberCustomerLimit
  if (most !== undefined && platform.follows.by(0, takeover_userid).length >= most) return fail(platform, transfer, 'customer_limit_exceed')
  platform.follows.delete(followKey(handover_userid, external_userid))
  const { deleted_by_customer: _, ...kept } = follow
  const taken: Follow = { ...kept, userid: takeover_userid, createtime: platform.nowSeconds, oper_userid: takeover_userid, add_way: 202 }
  if (!platform.follows.get(followKey(takeover_userid, external_userid))) platform.follows.put(taken)
  platform.transfers.put({ ...transfer, status: 1, takeover_time: platform.nowSeconds })
  return [
    contactEvent('del_external_contact', handover_userid, external_userid, [['Source', 'DELETE_BY_TRANSFER']]),
    contactEvent('add_external_contact', takeover_userid, external_userid, [['State', taken.state]]),
  ]
}

function fail(platform: Platform, transfer: Transfer, reason: 'customer_refused' | 'customer_limit_exceed'): Fired {
  platform.transfers.put({ ...transfer, status: reason === 'customer_refused' ? 3 : 4, takeover_time: 0 })
  return [contactEvent('transfer_fail', transfer.handover_userid, transfer.external_userid, [['FailReason', reason]])]
}
