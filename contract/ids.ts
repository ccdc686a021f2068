/** Branded ids: a customer's id is never mistaken for a rep's. */
declare const brand: unique symbol
export type Branded<Name extends string> = string & { readonly [brand]: Name }

/** WeCom's `external_userid`, unique inside one company. */
export type CustomerId = Branded<'CustomerId'>
/** WeCom's `userid` of a member, lower-cased as the platform compares it. */
export type RepId = Branded<'RepId'>
export type AnswerId = Branded<'AnswerId'>
export type NoteId = Branded<'NoteId'>
export type TouchId = Branded<'TouchId'>
export type SendId = Branded<'SendId'>
export type ReminderId = Branded<'ReminderId'>
export type CaseId = Branded<'CaseId'>
export type OrderId = Branded<'OrderId'>
export type ScriptId = Branded<'ScriptId'>
export type ProductId = Branded<'ProductId'>
export type ImportId = Branded<'ImportId'>
