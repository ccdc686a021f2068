import type { Static, TSchema } from 'typebox'
import type { ErrorCode } from './errors.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** What goes over the wire for one endpoint: written once in `x.schema.ts`, read by server, client, mocks and the OpenAPI document. */
export interface Wire {
  /** One English line for the OpenAPI document. */
  summary: string
  params?: TSchema
  query?: TSchema
  body?: TSchema
  /** `null`: 204, no body. */
  reply: TSchema | null
  /** Success status when it is not 200 (204 without a reply). */
  status?: 200 | 201 | 202
  /** The reply shows a secret: never kept to be given again for the same Idempotency-Key. */
  holdsSecret?: true
  errors: readonly ErrorCode[]
}

/** Browser-safe: carries no schema at run time, only its type. */
export interface Endpoint<W extends Wire = Wire> {
  readonly name: string
  readonly method: Method
  /** `:name` marks a path parameter. */
  readonly path: string
  readonly wire?: W
}

export function endpoint<W extends Wire>(name: string, method: Method, path: string): Endpoint<W> {
  return { name, method, path }
}

type Part<W extends Wire, K extends 'params' | 'query' | 'body'> = W[K] extends TSchema ? { [P in K]: Static<W[K]> } : { [P in K]?: undefined }
export type RequestOf<W extends Wire> = Part<W, 'params'> & Part<W, 'query'> & Part<W, 'body'>
export type ReplyOf<W extends Wire> = W['reply'] extends TSchema ? Static<W['reply']> : undefined
