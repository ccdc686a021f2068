import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { requireMedia } from './attachments.ts'
import { type Json, nested, text } from './endpoint.ts'

const longestTextBytes = 2048
/** Longer fields of a textcard are cut off, not refused; the lengths are told by many and not in our sources (wecom.md §2.12). */
const longestCardFields = { title: 128, description: 512, btntxt: 4 }
const cardTypes = ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction']

/** The content as it arrives; refused where the platform refuses it (document/path/90236). */
export function checkedMessage(platform: Platform, msgtype: string, payload: Json): Json {
  switch (msgtype) {
    case 'text':
      checkText(text(payload, 'content'))
      return payload
    case 'textcard': return checkedTextCard(payload)
    case 'template_card':
      checkCard(payload)
      checkTaskId(platform, text(payload, 'task_id'))
      return payload
    case 'image': case 'file':
      requireMedia(platform, text(payload, 'media_id'))
      return payload
    default: throw new PlatformError(40008)
  }
}

/** Where something can be pressed the answer carries a response_code, with which the card is changed afterwards. */
export function needsAnswer(card: Json): boolean {
  return text(card, 'card_type').endsWith('interaction') || card.action_menu !== undefined
}

function checkText(content: string): void {
  if (content === '') throw new PlatformError(44004)
  if (Buffer.byteLength(content) > longestTextBytes) throw new PlatformError(45002)
}

function checkedTextCard(card: Json): Json {
  if (text(card, 'title') === '' || text(card, 'description') === '' || !/^https?:\/\//.test(text(card, 'url'))) {
    throw new PlatformError(40058, 'invalid Request Parameter: textcard needs title, description and url')
  }
  const cut = Object.entries(longestCardFields).map(([field, longest]) => [field, [...text(card, field)].slice(0, longest).join('')] as const)
  return { ...card, ...Object.fromEntries(cut.filter(([field]) => card[field] !== undefined)) }
}

/** A task id is needed where something can be pressed; it is made of digits, letters and `_-@`, 128 bytes at most. */
export function checkCard(card: Json): void {
  const type = text(card, 'card_type')
  if (!cardTypes.includes(type)) throw new PlatformError(40058, 'invalid Request Parameter: card_type')
  const taskId = text(card, 'task_id')
  if (needsAnswer(card) && taskId === '') throw new PlatformError(40058, 'invalid Request Parameter: missing task_id')
  if (!/^[\w@-]{0,128}$/.test(taskId)) throw new PlatformError(42014)
  if (type.endsWith('notice') && nested(card, 'card_action').type === undefined) throw new PlatformError(40058, 'invalid Request Parameter: missing card_action')
}

/** One app uses a task id once. */
function checkTaskId(platform: Platform, taskId: string): void {
  if (taskId !== '' && platform.appMessages.all().some(message => message.task_id === taskId)) throw new PlatformError(42014)
}
