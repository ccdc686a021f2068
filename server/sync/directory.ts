import type { Context } from '../context.ts'
import type { Trx } from '../db/database.ts'
import { transact } from '../db/transact.ts'
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
  const now = clock.now()
  const moved = await replaceDirectory(trx, directory, now)
  if (moved.length === 0) return
  const externalUserIds = await listFollowedBy(trx, moved)
  await chooseOwners(trx, externalUserIds, now)
  for (let start = 0; start < externalUserIds.length; start += planChunk) await jobs.add(trx, 'replan-customers', { externalUserIds: externalUserIds.slice(start, start + planChunk) })
}

/** Throws WecomError, and changes nothing, when the platform does not answer. */
export async function synchroniseDirectory(context: Pick<Context, 'db' | 'wecom' | 'clock' | 'config' | 'jobs'>): Promise<void> {
  const reading = await askDirectory(context)
  await transact(context.db, trx => applyDirectory(context, trx, reading))
}
