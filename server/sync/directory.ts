import type { Context } from '../context.ts'
import { lockDirectory, replaceDirectory } from './directory.queries.ts'
import { readDirectory } from './directory.rules.ts'
import type { PlatformDepartment, PlatformMember } from './platform-shapes.ts'

/** Members, departments, roles and scopes from the platform. Throws WecomError, and changes nothing, when it does not answer. */
export async function synchroniseDirectory({ db, wecom, clock, config }: Pick<Context, 'db' | 'wecom' | 'clock' | 'config'>): Promise<void> {
  const { department: departments } = await wecom.get<{ department: PlatformDepartment[] }>('department/list')
  const members = new Map<string, PlatformMember>()
  for (const { id } of departments) {
    const { userlist } = await wecom.get<{ userlist: PlatformMember[] }>('user/list', { department_id: String(id) })
    for (const member of userlist) members.set(member.userid.toLowerCase(), member)
  }
  // An app whose visible range was emptied by mistake must not make everybody a leaver.
  if (members.size === 0) throw new Error('The platform named no member at all: look at the visible range of the app')
  const directory = readDirectory(departments, [...members.values()], config)
  await db.transaction().execute(async (trx) => {
    await lockDirectory(trx)
    await replaceDirectory(trx, directory, clock.now())
  })
}
