import { http, HttpResponse, type HttpHandler } from 'msw'
import type { Endpoint, ReplyOf, RequestOf, Wire } from '../../contract/endpoint.ts'
import { errorStatus, type ErrorCode } from '../../contract/errors.ts'

/** Thrown by a mock to refuse as the server would. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  constructor(code: ErrorCode, message = '不行', details?: unknown) {
    super(message)
    this.code = code
    this.details = details
  }
}

export type MockHandler = HttpHandler & { endpointName: string }

/** One msw handler over one endpoint of the contract: what it is given and what it answers have the contract's types. */
export function mock<W extends Wire>(endpoint: Endpoint<W>, answer: (request: RequestOf<W>) => ReplyOf<W> | Promise<ReplyOf<W>>): MockHandler {
  const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete'
  const handler = http[method](`*${endpoint.path}`, async ({ request, params }) => {
    const isJson = request.headers.get('content-type')?.includes('application/json')
    const body: unknown = isJson ? await request.json() : undefined
    const query = Object.fromEntries(new URL(request.url).searchParams)
    try {
      const reply = await answer({ params, query, body } as unknown as RequestOf<W>)
      return reply === undefined ? new HttpResponse(null, { status: 204 }) : HttpResponse.json(reply as object)
    }
    catch (error) {
      if (!(error instanceof Refusal)) throw error
      return HttpResponse.json({ code: error.code, message: error.message, details: error.details }, { status: errorStatus[error.code] })
    }
  })
  return Object.assign(handler, { endpointName: endpoint.name })
}
