import { randomBytes } from 'node:crypto'
import type { Source, SourceCredentials, SourceKind } from '../../contract/sources.schema.ts'
import type { OrderPlatform } from '../../contract/words.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Context } from '../context.ts'
import type { Database, Trx } from '../db/database.ts'
import { ApiError } from '../http/api-error.ts'
import type { Viewer } from '../session/viewer.ts'
import { addMs, hourMs } from '../time.ts'
import { retryFailed } from './push-inbox.queries.ts'
import { cleanCredentials, credentialsProblem, hintOf, isOwn, newSourceId, pathOf, usualPlatform } from './source.rules.ts'
import {
  inboxSource, insertSecret, insertSource, isLabelTaken, listSourceIds, listSourceStates, listValidSecrets, lockNames,
  lockSource, retireSecrets, updateSource, type SourceRow, type SourceState,
} from './sources.queries.ts'

type Needs = Pick<Context, 'clock' | 'vault' | 'newId' | 'config' | 'jobs'>

/** The secrets of a source that count now, opened, the one in use first: `whsec_…` of ours, or a platform's keys. */
export type SourceSecret = { kind: 'own', secret: string } | { kind: 'platform', credentials: SourceCredentials }

export async function openSecrets(context: Pick<Context, 'vault' | 'clock'>, db: Database | Trx, source: Pick<SourceRow, 'id' | 'kind'>): Promise<SourceSecret[]> {
  const { vault, clock } = context
  const sealed = await listValidSecrets(db, source.id, clock.now())
  return sealed.map(cipher => vault.open(cipher))
    .map(text => isOwn(source.kind) ? { kind: 'own', secret: text } : { kind: 'platform', credentials: JSON.parse(text) as SourceCredentials })
}

export interface NewSource { kind: SourceKind, label: string, platform?: OrderPlatform, shop?: string, credentials?: SourceCredentials }

/** Throws `invalid-value` for keys that do not fit, `state-conflict` for a name that is taken or a second source of events. */
export async function createSource(context: Needs, trx: Trx, viewer: Viewer, given: NewSource): Promise<{ source: Source, secret: string | null }> {
  const { kind } = given
  const label = given.label.trim()
  const problem = label === '' ? '请给来源起个名字' : credentialsProblem(kind, given.credentials)
  if (problem) throw new ApiError('invalid-value', problem)
  await lockNames(trx)
  const taken = await listSourceIds(trx)
  if (kind === 'events' && taken.has('events')) throw new ApiError('state-conflict', '客户行为的来源已经有了，可以在它那里更换密钥')
  const now = context.clock.now()
  const row = { id: newSourceId(kind, taken), kind, label, platform: given.platform ?? usualPlatform[kind], shop: given.shop?.trim() ?? '', createdBy: viewer.userId, now }
  if (!await insertSource(trx, row)) throw new ApiError('state-conflict', `已经有叫「${label}」的来源，请换一个名字`)
  const secret = await addSecret(context, trx, viewer, row, given.credentials)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'source-created', externalUserId: null, details: { source: row.id, kind, label } })
  return { source: await viewOf(context, trx, row.id), secret }
}

/** A new secret; the one in use is taken `overlapHours` more. */
export async function rotateSecret(
  context: Needs, trx: Trx, viewer: Viewer, id: string, { overlapHours, credentials }: { overlapHours: number, credentials?: SourceCredentials },
): Promise<{ source: Source, secret: string | null }> {
  const source = await requireSource(trx, id)
  const problem = credentialsProblem(source.kind, credentials)
  if (problem) throw new ApiError('invalid-value', problem)
  const now = context.clock.now()
  await retireSecrets(trx, id, addMs(now, overlapHours * hourMs))
  const secret = await addSecret(context, trx, viewer, source, credentials)
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'source-secret-rotated', externalUserId: null, details: { source: id, overlapHours } })
  return { source: await viewOf(context, trx, id), secret }
}

export async function changeSource(context: Needs, trx: Trx, viewer: Viewer, id: string, change: { isEnabled?: boolean, label?: string, shop?: string }): Promise<Source> {
  await lockNames(trx)
  const before = await requireSource(trx, id)
  const label = change.label?.trim()
  if (label === '') throw new ApiError('invalid-value', '请给来源起个名字')
  if (label !== undefined && await isLabelTaken(trx, label, id)) throw new ApiError('state-conflict', `已经有叫「${label}」的来源，请换一个名字`)
  const now = context.clock.now()
  const after = { isEnabled: change.isEnabled ?? before.isEnabled, label: label ?? before.label, shop: change.shop?.trim() ?? before.shop }
  await updateSource(trx, id, after, now)
  const { isEnabled, shop } = before
  await writeAudit(trx, { at: now, userId: viewer.userId, action: 'source-changed', externalUserId: null, details: { source: id, from: { isEnabled, label: before.label, shop }, to: after } })
  return viewOf(context, trx, id)
}

/** What was given up waits again. */
export async function retrySource(context: Needs, trx: Trx, viewer: Viewer, id: string): Promise<Source> {
  await requireSource(trx, id)
  const keys = await retryFailed(trx, inboxSource(id))
  for (const orderKey of keys.slice(0, 50)) await context.jobs.add(trx, 'process-pushed', { orderKey })
  await writeAudit(trx, { at: context.clock.now(), userId: viewer.userId, action: 'source-retried', externalUserId: null, details: { source: id, keys: keys.length } })
  return viewOf(context, trx, id)
}

async function addSecret(context: Needs, trx: Trx, viewer: Viewer, { id, kind }: Pick<SourceRow, 'id' | 'kind'>, credentials: SourceCredentials | undefined): Promise<string | null> {
  const { vault, clock, newId } = context
  const own = isOwn(kind) ? `whsec_${randomBytes(32).toString('base64')}` : null
  const cleaned = cleanCredentials(kind, credentials ?? {})
  const hint = hintOf(own ?? cleaned.clientSecret ?? cleaned.appSecret ?? '')
  await insertSecret(trx, { id: newId(), sourceId: id, valueCipher: vault.seal(own ?? JSON.stringify(cleaned)), hint, createdBy: viewer.userId, createdAt: clock.now() })
  return own
}

async function requireSource(trx: Trx, id: string): Promise<SourceRow> {
  const source = await lockSource(trx, id)
  if (!source) throw new ApiError('not-found', '没有这个来源')
  return source
}

async function viewOf(context: Pick<Context, 'clock' | 'config'>, db: Database | Trx, id: string): Promise<Source> {
  const [state] = await listSourceStates(db, context.clock.now(), id)
  if (!state) throw new ApiError('not-found', '没有这个来源')
  return toSource(state, context.config.publicUrl)
}

export function toSource({ secrets, cursor: _cursor, lastReceivedAt, lastDoneAt, lastErrorAt, ...state }: SourceState, publicUrl: string): Source {
  const path = pathOf(state.kind, state.id)
  return {
    ...state, address: path && `${publicUrl}${path}`, lastReceivedAt: iso(lastReceivedAt), lastDoneAt: iso(lastDoneAt), lastErrorAt: iso(lastErrorAt),
    secrets: secrets.map(({ hint, createdAt, validUntil }) => ({ hint, createdAt: createdAt.toISOString(), validUntil: iso(validUntil) })),
  }
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null
