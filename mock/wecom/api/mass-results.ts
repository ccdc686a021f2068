import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { type MassMessage } from '../platform-records.ts'
import { type ApiCall, type ApiEndpoint, type Json, text, whole } from './endpoint.ts'
import { findMessage } from './mass.ts'
import { pageOf, sortable } from './paging.ts'

const longestSpanSeconds = 31 * 86_400
/** Right after a task was made it is still being given out (41063). */
const dispatchSeconds = 2

/** wecom.md §2.6. What was sent by whom to whom; never whether anybody replied. */
export const massResultEndpoints: ApiEndpoint[] = [
  { method: 'POST', path: 'externalcontact/get_groupmsg_list_v2', needsCustomerContact: true, handle: listMessages },
  {
    method: 'POST',
    path: 'externalcontact/get_groupmsg_task',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const { tasks } = dispatched(platform, body)
      const { page, nextCursor } = pageOf(tasks, task => task.userid, text(body, 'cursor'), limitOf(body, 500, 1000))
      return { task_list: page, next_cursor: nextCursor }
    },
  },
  {
    method: 'POST',
    path: 'externalcontact/get_groupmsg_send_result',
    needsCustomerContact: true,
    handle: ({ platform, body }) => {
      const { recipients } = dispatched(platform, body)
      const userid = text(body, 'userid').toLowerCase()
      if (userid === '') throw new PlatformError(41009)
      const rows = recipients.filter(recipient => recipient.userid.toLowerCase() === userid)
      const { page, nextCursor } = pageOf(rows, recipient => recipient.external_userid ?? recipient.chat_id ?? '', text(body, 'cursor'), limitOf(body, 500, 1000))
      return { send_list: page.map(({ send_time, ...recipient }) => ({ ...recipient, ...(send_time ? { send_time } : {}) })), next_cursor: nextCursor }
    },
  },
]

function listMessages({ platform, body }: ApiCall): object {
  const chatType = text(body, 'chat_type')
  if (chatType !== 'single' && chatType !== 'group') throw new PlatformError(40058, 'invalid Request Parameter: chat_type')
  const start = whole(body, 'start_time', 0)
  const end = whole(body, 'end_time', 0)
  if (start <= 0 || end < start || end - start > longestSpanSeconds) throw new PlatformError(600018, 'invalid time range')
  const filter = whole(body, 'filter_type', 2)
  const creator = text(body, 'creator').toLowerCase()
  const rows = platform.massMessages.all().filter(message =>
    message.chat_type === chatType && message.create_time >= start && message.create_time <= end
    && (filter === 2 || message.create_type === filter)
    && (creator === '' || message.creator.toLowerCase() === creator))
  const { page, nextCursor } = pageOf(rows, message => `${sortable(message.create_time)} ${message.msgid}`, text(body, 'cursor'), limitOf(body, 50, 100))
  return {
    next_cursor: nextCursor,
    group_msg_list: page.map(({ msgid, creator: by, create_time, create_type, text: content, attachments }) => ({
      msgid, creator: by, create_time, create_type, ...(content ? { text: content } : {}), attachments,
    })),
  }
}

function dispatched(platform: Platform, body: Json): MassMessage {
  const message = findMessage(platform, body)
  if (message.create_type === 0 && platform.nowSeconds - message.create_time < dispatchSeconds) throw new PlatformError(41063)
  return message
}

function limitOf(body: Json, fallback: number, most: number): number {
  const limit = whole(body, 'limit', fallback)
  if (limit < 1 || limit > most) throw new PlatformError(40058, `invalid Request Parameter: limit should be 1..${most}`)
  return limit
}
