import { XMLParser } from 'fast-xml-parser'

/** Flat text fields of a callback; nested elements are left out (no handler needs them). */
export type CallbackMessage = Readonly<Record<string, string>>

/** Entities stay off (no expansion, no external files), values stay text. */
const parser = new XMLParser({
  processEntities: false, htmlEntities: false, ignoreAttributes: true, parseTagValue: false, trimValues: true, ignoreDeclaration: true, ignorePiTags: true,
})

/** Null for anything that is not `<xml>…</xml>`, or that declares a document type. */
export function parseCallbackXml(xml: string): CallbackMessage | null {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) return null
  let root: unknown
  try {
    root = (parser.parse(xml) as { xml?: unknown }).xml
  }
  catch {
    return null
  }
  if (typeof root !== 'object' || root === null) return null
  return Object.fromEntries(Object.entries(root).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** First part of a queue's name: what its events are about. */
export const orderKinds = { customer: 'customer', group: 'group', tags: 'tags', members: 'members', other: 'other' } as const

/** Events with the same key are worked through one after the other, in the order they came. */
export function orderKeyOf(message: CallbackMessage): string {
  switch (message.Event) {
    case 'change_external_contact': return `${orderKinds.customer}:${message.ExternalUserID ?? ''}`
    case 'change_external_chat': return `${orderKinds.group}:${message.ChatId ?? ''}`
    case 'change_external_tag': return orderKinds.tags
    case 'change_contact': return orderKinds.members
    default: return orderKinds.other
  }
}
