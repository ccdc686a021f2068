/** What an event carries, in the platform's order; '' and undefined are left out, as real payloads do. Numbers stand without CDATA. */
export type EventField = [name: string, value: string | number | string[] | undefined]

/** One line, as the real payloads are (data/wecom/events, `real_*`). */
export function eventXml(corpId: string, createTime: number, fields: EventField[]): string {
  const head: EventField[] = [['ToUserName', corpId], ['FromUserName', 'sys'], ['CreateTime', createTime], ['MsgType', 'event']]
  return `<xml>${[...head, ...fields].map(element).join('')}</xml>`
}

function element([name, value]: EventField): string {
  if (value === undefined || value === '') return ''
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  if (Array.isArray(value)) return `<${name}>${value.map(item => `<Item>${escaped(item)}</Item>`).join('')}</${name}>`
  return `<${name}>${cdata(value)}</${name}>`
}

export function cdata(value: string): string {
  return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
