import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
import { replaceContactFunction } from './contact-function.queries.ts'
import { lockDirectory, replaceDirectory } from './directory.queries.ts'
import { readDirectory, type Directory } from './directory.rules.ts'
import { chooseOwners, listFollowedBy } from './owners.queries.ts'
import type { PlatformDepartment, PlatformMember } from './platform-shapes.ts'
import { claimReading } from './readings.queries.ts'

interface DirectoryReading { directory: Directory, readAt: Date }

/** How many customers one job plans anew. */
const planChunk = 200

/** Members, departments, roles and scopes as the platform has them now. Throws WecomError when it does not answer. */
export async function askDirectory({ wecom, clock, config }: Pick<Context, 'wecom' | 'clock' | 'config'>): Promise<DirectoryReading> {
  const readAt = clock.now()
  const { department: departments } = await wecom.get<{ department: PlatformDepartment[] }>('department/list')
  const members = new Map<string, PlatformMember>()
  for (const { id } of departments) {
    const { userlist } = await wecom.get<{ userlist: PlatformMember[] }>('user/list', { department_id: String(id) })
    for (const member of userlist) members.set(member.userid.toLowerCase(), member)
  }
  // An app whose visible range was emptied by mistake must not make everybody a leaver.
  if (members.size === 0) throw new Error('The platform named no member at all: look at the visible range of the app')
  return { directory: readDirectory(departments, [...members.values()], config), readAt }
}

/**
 * Keeps the directory. The customers of who left get another owner among those who follow them, in the same transaction (and theirs of
 * who is back, again); the plans of these customers follow.
 */
export async function applyDirectory({ clock, jobs }: Pick<Context, 'clock' | 'jobs'>, trx: Trx, { directory, readAt }: DirectoryReading): Promise<void> {
  await lockDirectory(trx)
  if (!await claimReading(trx, 'directory', readAt)) return
  await passOn({ clock, jobs }, trx, await replaceDirectory(trx, directory, clock.now()))
}

/** The customers of these members get the owner they should have now; their plans follow. */
async function passOn({ clock, jobs }: Pick<Context, 'clock' | 'jobs'>, trx: Trx, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return
  const externalUserIds = await listFollowedBy(trx, userIds)
  await chooseOwners(trx, externalUserIds, clock.now())
  for (let start = 0; start < externalUserIds.length; start += planChunk) await jobs.add(trx, 'replan-customers', { externalUserIds: externalUserIds.slice(start, start + planChunk) })
}

/**
 * Keeps who may contact customers, as get_follow_user_list has just named them. Who lost the function keeps the relations (the platform
 * does not end them, and it may come back), but can neither write nor be written to: customers with another follower become that one's, the
 * others wait for their lead. An empty list is a company that has not set the function up, and changes nothing.
 */
export async function applyContactFunction(context: Pick<Context, 'clock' | 'jobs'>, trx: Trx, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return
  await lockDirectory(trx)
  await passOn(context, trx, await replaceContactFunction(trx, userIds))
}

/** Throws WecomError, and changes nothing, when the platform does not answer. */
export async function synchroniseDirectory(context: Pick<Context, 'db' | 'wecom' | 'clock' | 'config' | 'jobs'>): Promise<void> {
  const reading = await askDirectory(context)
  await transact(context.db, trx => applyDirectory(context, trx, reading))
}
