import { createHash } from 'node:crypto'
import type { AgentSignature } from '../../contract/session.schema.ts'
import type { Context } from '../context.ts'

/** sha1 over ticket, nonce, time and the URL without its fragment, in this order and unencoded (developer.work.weixin.qq.com/document/path/96909). */
export function signUrl({ ticket, nonceStr, timestamp, url }: { ticket: string, nonceStr: string, timestamp: number, url: string }): string {
  return createHash('sha1').update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`).digest('hex')
}

/** What the JS-SDK needs for agentConfig on one exact URL. Throws WecomError. `isDoubted`: the client refused the last one. */
export async function makeAgentSignature({ wecom, clock, config, newId }: Pick<Context, 'wecom' | 'clock' | 'config' | 'newId'>, url: string, { isDoubted = false } = {}): Promise<AgentSignature> {
  const { ticket, expiresAt } = await wecom.agentTicket({ isDoubted })
  const timestamp = Math.floor(clock.now().getTime() / 1000)
  const nonceStr = newId().replaceAll('-', '').slice(0, 16)
  const signature = signUrl({ ticket, nonceStr, timestamp, url })
  return { corpId: config.wecom.corpId, agentId: config.wecom.agentId, timestamp, nonceStr, signature, expiresAt: expiresAt.toISOString() }
}
