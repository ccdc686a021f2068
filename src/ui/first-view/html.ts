const isSafe = Symbol('escaped')

/** Markup in which every value was escaped. Only `html` makes it: nothing that came as JSON can carry the symbol. */
export interface Html { readonly [isSafe]: true, readonly markup: string }

export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[]

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }

function markupOf(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value !== 'object') return String(value).replace(/[&<>"']/g, sign => entities[sign] ?? sign)
  return isSafe in value ? value.markup : value.map(markupOf).join('')
}

/** html`<b>${name}</b>`: whatever a customer is called, it stays text. Null and false leave nothing. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return { [isSafe]: true, markup: strings.map((part, at) => part.replace(/\n\s*/g, '') + markupOf(values[at])).join('') }
}
