import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { type AppMessage } from '../platform-records.ts'
import { type ApiCall, type ApiEndpoint, nested, requiredText, texts } from './endpoint.ts'
import { checkCard } from './message-content.ts'
import { requireOwnAgent } from './messages.ts'

const recallMs = 24 * 3_600_000
const answerMs = 72 * 3_600_000

/** What an app may still do with a message it sent. */
export const messageChangeEndpoints: ApiEndpoint[] = [
  {
    /** Within 24 hours (document/path/94867); 40058 for what cannot be recalled, as the platform's help for that code says. */
    method: 'POST',
    path: 'message/recall',
    handle: ({ platform, body }) => {
      const message = platform.appMessages.get(requiredText(body, 'msgid'))
      if (!message || message.isRecalled || platform.clock.now().getTime() - message.at > recallMs) throw new PlatformError(40058, 'invalid Request Parameter: msgid')
      platform.appMessages.put({ ...message, isRecalled: true })
      return {}
    },
  },
  { method: 'POST', path: 'message/update_template_card', handle: updateCard },
]

/** document/path/94945: by the response_code, once, within 72 h; either the button is put out or the card replaced. */
function updateCard({ platform, body }: ApiCall): object {
  requireOwnAgent(platform, body)
  const code = requiredText(body, 'response_code', 60140)
  const message = platform.appMessages.all().find(candidate => candidate.response_code === code)
  if (!message || platform.clock.now().getTime() - message.at > answerMs) throw new PlatformError(60140)
  const wanted = texts(body, 'userids')
  if (wanted.length === 0 && body.atall !== 1 && !Array.isArray(body.partyids) && !Array.isArray(body.tagids)) throw new PlatformError(82001)
  const content = changedCard(message, body)
  const { response_code: _used, ...kept } = message
  platform.appMessages.put({ ...kept, content })
  return invalidUsers(platform, message, wanted)
}

function changedCard(message: AppMessage, body: ApiCall['body']): object {
  const replacement = body.template_card
  if (replacement !== undefined) {
    const card = nested(body, 'template_card')
    checkCard({ task_id: message.task_id, ...card })
    return card
  }
  return { ...message.content, button_replaced: requiredText(nested(body, 'button'), 'replace_name') }
}

function invalidUsers(platform: Platform, { to }: AppMessage, wanted: string[]): object {
  const received = new Set(to.map(userid => userid.toLowerCase()))
  const wrong = wanted.map(userid => userid.toLowerCase()).filter(userid => !received.has(userid) || !platform.members.get(userid))
  return wrong.length > 0 ? { invaliduser: wrong } : {}
}
