import { type Platform } from '../platform.ts'
import { PlatformError } from '../platform-error.ts'

export type Json = Record<string, unknown>

export interface UploadedFile { field: string, name: string, contentType: string, bytes: Buffer }

export interface ApiCall {
  platform: Platform
  query: Record<string, string>
  /** Parsed JSON body; {} for GET. */
  body: Json
  /** The file of an upload. */
  file: UploadedFile | null
  /** Origin under which the caller reached the simulator, e.g. for QR code addresses. */
  origin: string
}

/** A file in place of a JSON answer. */
export class FileAnswer {
  readonly bytes: Buffer
  readonly contentType: string
  readonly filename: string

  constructor(bytes: Buffer, contentType: string, filename: string) {
    this.bytes = bytes
    this.contentType = contentType
    this.filename = filename
  }
}

export interface ApiEndpoint {
  method: 'GET' | 'POST'
  /** Below /cgi-bin/. */
  path: string
  /** True for gettoken alone. */
  isOpen?: boolean
  /** A customer-contact API: the app must be listed for it (48002). */
  needsCustomerContact?: boolean
  /** What is added to `{ errcode: 0, errmsg: 'ok' }`; a refusal is thrown as PlatformError. */
  handle: (call: ApiCall) => object
}

/** A string field; absent gives '' and another type is refused. */
export function text(body: Json, field: string): string {
  const value = body[field]
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new PlatformError(40058, `invalid Request Parameter: ${field} should be a string`)
  return value
}

export function requiredText(body: Json, field: string, missing = 40058): string {
  const value = text(body, field)
  if (value === '') throw new PlatformError(missing, missing === 40058 ? `invalid Request Parameter: missing ${field}` : undefined)
  return value
}

/** Counted in characters, as the platform's documentation does for names and remarks. */
export function limitedText(body: Json, field: string, longest: number): string {
  const value = text(body, field)
  if ([...value].length > longest) throw new PlatformError(40058, `invalid Request Parameter: ${field} exceed max length ${longest}`)
  return value
}

export function texts(body: Json, field: string, longest = Number.POSITIVE_INFINITY): string[] {
  const value = body[field] ?? []
  if (!Array.isArray(value) || value.some(item => typeof item !== 'string')) throw new PlatformError(40058, `invalid Request Parameter: ${field} should be an array of strings`)
  if (value.length > longest) throw new PlatformError(81017, `${field} exceed max size ${longest}`)
  return value as string[]
}

export function whole(body: Json, field: string, fallback: number): number {
  const value = body[field] ?? fallback
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new PlatformError(40058, `invalid Request Parameter: ${field} should be an integer`)
  return value
}

export function flag(body: Json, field: string, fallback: boolean): boolean {
  const value = body[field] ?? fallback
  if (typeof value !== 'boolean') throw new PlatformError(40058, `invalid Request Parameter: ${field} should be a boolean`)
  return value
}

export function nested(body: Json, field: string): Json {
  const value = body[field] ?? {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PlatformError(40058, `invalid Request Parameter: ${field} should be an object`)
  return value as Json
}
