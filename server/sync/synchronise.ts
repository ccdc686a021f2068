import { transact } from '../db/transact.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { dayMs } from '../time.ts'
import { WecomError } from '../wecom/client.ts'
import { afterRelationsChanged } from './after-change.ts'
import { applyRelations } from './apply-relations.ts'
import { endFollow, listKnownReps, listUnseenFollows } from './customers.queries.ts'
import { applyContactFunction, synchroniseDirectory } from './directory.ts'
import { synchroniseGroups } from './groups.ts'
import { tidy } from './housekeeping.ts'
import { chooseOwners, noteTakeOver } from './owners.queries.ts'
import { relationOf, type BatchReply } from './platform-shapes.ts'
import { findNewestRun, finishRun, insertRun, lockSync, resumeRun, saveRun, unlockSync, type SyncCursor, type SyncRun } from './sync-run.queries.ts'
import { learnTags, synchroniseTags } from './tags.ts'

/** The most that batch/get_by_user gives at once. */
const pageSize = 100

/**
 * Members, tags, and every customer of every member, compared with what we have: what is missing here is added, what the platform
 * no longer has is marked. A run that broke off (kill -9, platform away) is gone on with, from its last page. Who waited for a run
 * that has just ended takes that one.
 */
export async function synchronise(context: Context, { kind }: { kind: 'full' | 'nightly' }): Promise<void> {
  await context.db.connection().execute(async (connection) => {
    const waited = !await lockSync(connection)
    try {
      const newest = await findNewestRun(context.db)
      if (waited && newest?.status === 'done') return
      await carryOut(context, await openRun(context, newest, kind))
      if (kind === 'nightly') await tidy(context)
    }
    finally {
      await unlockSync(connection)
    }
  })
}

/** At the first start, and when a run was broken off, the next run begins by itself. */
export async function queueFirstSynchronisation({ db, jobs }: Context): Promise<void> {
  const newest = await findNewestRun(db)
  if (newest?.status === 'done') return
  await transact(db, trx => jobs.add(trx, 'synchronise', { kind: 'full' }))
}

/** An open run is gone on with for a day; then the platform's cursor is no good any more. */
async function openRun({ db, clock, newId }: Context, newest: SyncRun | null, kind: string): Promise<SyncRun> {
  const now = clock.now()
  if (newest && newest.status !== 'done' && now.getTime() - newest.startedAt.getTime() < dayMs) {
    await resumeRun(db, newest.id)
    return newest
  }
  return insertRun(db, { id: newId(), kind, startedAt: now })
}

async function carryOut(context: Context, run: SyncRun): Promise<void> {
  const { db, clock, log } = context
  try {
    let cursor = run.cursor
    if (!cursor.hasDirectory) {
      await synchroniseDirectory(context)
      await synchroniseTags(context)
      cursor = { ...cursor, hasDirectory: true }
    }
    const userIds = await listFollowers(context)
    await transact(db, trx => applyContactFunction(context, trx, userIds))
    await saveRun(db, run.id, { cursor, repsTotal: userIds.length })
    for (const userId of userIds.filter(id => !cursor.doneUserIds.includes(id))) cursor = await synchroniseMember(context, run, cursor, userId)
    // Only when everybody's customers are read is it known who follows instead.
    for (const userId of userIds) await transact(db, trx => endUnseen(context, trx, userId, run.startedAt))
    await synchroniseGroups(context, userIds, run.startedAt)
    await transact(db, async (trx) => {
      await finishRun(trx, run.id, { status: 'done', failure: null, now: clock.now() })
      await context.jobs.add(trx, 'nightly', {})
    })
    log.info({ kind: run.kind, reps: userIds.length }, 'synchronised with WeCom')
  }
  catch (error) {
    const failure = error instanceof WecomError ? `errcode ${error.errcode}` : 'internal'
    await finishRun(db, run.id, { status: 'failed', failure, now: clock.now() })
    throw error
  }
}

async function listFollowers({ wecom, db }: Context): Promise<string[]> {
  const { follow_user: members } = await wecom.get<{ follow_user: string[] }>('externalcontact/get_follow_user_list')
  const known = await listKnownReps(db)
  return [...new Set(members.map(userId => userId.toLowerCase()))].filter(userId => known.has(userId)).sort()
}

/** All customers of one member, page by page; each page and the place reached are one transaction. */
async function synchroniseMember(context: Context, run: SyncRun, before: SyncCursor, userId: string): Promise<SyncCursor> {
  let cursor: SyncCursor = before.userId === userId ? before : { ...before, userId, pageCursor: '' }
  for (;;) {
    // Another process may have begun this run with a clock that is ahead of ours: what the run meets is never older than the run.
    const readAt = later(context.clock.now(), run.startedAt)
    const reply = await askPage(context, userId, cursor.pageCursor)
    const relations = reply.external_contact_list.map(row => relationOf(row.external_contact, row.follow_info))
    await learnTags(context, relations)
    const isLast = !reply.next_cursor
    cursor = isLast
      ? { ...cursor, userId: null, pageCursor: '', doneUserIds: [...cursor.doneUserIds, userId] }
      : { ...cursor, pageCursor: reply.next_cursor ?? '' }
    await transact(context.db, async (trx) => {
      await applyRelations(context, trx, relations, { readAt, isBulk: true })
      await saveRun(trx, run.id, { cursor, customers: relations.length })
    })
    if (isLast) return cursor
  }
}

const later = (one: Date, other: Date): Date => one > other ? one : other

async function askPage({ wecom }: Context, userId: string, cursor: string): Promise<BatchReply> {
  try {
    return await wecom.post<BatchReply>('externalcontact/batch/get_by_user', { userid_list: [userId], cursor, limit: pageSize }, { isSafe: true })
  }
  catch (error) {
    // A member without a customer: errcode 84061, not an empty list.
    if (error instanceof WecomError && error.errcode === 84061) return { external_contact_list: [] }
    throw error
  }
}

/**
 * A relation that is gone without an event: the member deleted the customer or handed it over, so it is no longer this member's to see.
 * (A customer who deletes the member does not go from the platform's lists; a lost del_follow_user can't be made good.)
 */
async function endUnseen(context: Context, trx: Trx, userId: string, runStartedAt: Date): Promise<void> {
  const unseen = await listUnseenFollows(trx, userId, runStartedAt)
  const now = context.clock.now()
  for (const externalUserId of unseen) {
    if (await endFollow(trx, { externalUserId, userId }, 'ended', { at: now, readAt: now })) await noteTakeOver(trx, externalUserId, userId)
  }
  if (unseen.length === 0) return
  await chooseOwners(trx, unseen, now)
  // Of many the night's pass, which follows every run, plans anew.
  await afterRelationsChanged(context, trx, { externalUserIds: unseen, newlyPhoned: [] }, { isBulk: unseen.length > 50 })
}
