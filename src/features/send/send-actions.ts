import type { NewSend } from '../../../contract/sends.schema.ts'
import type { FilledScript } from '../../../contract/scripts.schema.ts'
import type { Action, ActionContext } from '../../stores/action-context.ts'
import { foundScript } from '../../stores/found-scripts.ts'
import { hasGaps } from '../../ui/first-view/shown-script.ts'
import { openSheet } from '../../ui/sheet-stack.ts'
import { say } from '../../ui/toast.ts'
import EditScriptSheet from './EditScriptSheet.vue'
import { sendText } from './send-flow.ts'

/** Another member's customer: nobody speaks to her as her rep. Says so; what is offered there shows no such button. */
function isOthers({ sidebar: { profile } }: ActionContext): boolean {
  if (profile.isFollowedByMe) return false
  say(`${profile.ownerName ?? '别人'}的客户，话由跟的人发`)
  return true
}

/** The script as it stands, at once (发第一问 too); one with gaps is edited first. */
export const sendScript: Action = async (context) => {
  if (isOthers(context)) return
  const script = chosen(context)
  if (!script || hasGaps(script)) return editScript(context)
  await sendText(context, draftOf(context, script, textOf(script)))
}

/** Edit, then send. What was typed is kept while a send fails. */
export const editScript: Action = async (context) => {
  if (isOthers(context)) return
  const script = chosen(context)
  await openSheet(EditScriptSheet, {
    parts: script?.parts ?? [],
    title: script?.title ?? '写一句',
    draft: `send ${context.customerId} ${script?.scriptId ?? ''}`, canSend: context.canSend,
    send: (text: string) => sendText(context, draftOf(context, script, text)),
  })
}

/** The script that was tapped in a list, else the one on the card. */
function chosen({ customerId, data, sidebar, script }: ActionContext): FilledScript | null {
  if (!data.script) return script
  return sidebar.scripts.find(({ scriptId }) => scriptId === data.script) ?? foundScript(customerId, data.script)
}

const textOf = (script: FilledScript): string => script.parts.map(part => 'text' in part ? part.text : '').join('')

/** A question the script asks is marked asked. What the card proposed answers its reminder; another script only where the server says so. */
function draftOf({ sidebar, data }: ActionContext, script: FilledScript | null, text: string): NewSend {
  const questionKey = script?.questionKey ?? data.question
  const reminderId = data.script ? undefined : sidebar.situation.reminderId ?? undefined
  return { scriptId: script?.scriptId ?? null, text, ...(questionKey && { questionKey }), ...(reminderId && { reminderId }) }
}
