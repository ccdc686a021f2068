import { type SimulatorEvent } from '../events.ts'
import { type Platform } from '../platform.ts'
import { changeDepartment, changeMember, createTag, deleteTag, removeMember, renameTag, reorderTags } from './company.ts'
import { type Fired, addCustomer, addMessage, confirmCustomer, deletedByCustomer, deletedByMember, editCustomer } from './contacts.ts'
import { changeNotice, changeOwner, createGroup, dismissGroup, joinGroup, leaveGroup, renameGroup, sayInGroup } from './groups.ts'
import { confirmMassMessage, sendOwnMassMessage } from './mass.ts'
import { refuseTransfer } from './transfers.ts'

/** Lets it happen in the company and says which callbacks the platform fires for it, in order. */
export function apply(platform: Platform, event: SimulatorEvent): Fired {
  switch (event.kind) {
    case 'customer-added': return addCustomer(platform, event)
    case 'customer-confirmed': return confirmCustomer(platform, event)
    case 'customer-deleted-us': return deletedByCustomer(platform, event)
    case 'member-deleted-customer': return deletedByMember(platform, event)
    case 'customer-replied': case 'member-typed': return addMessage(platform, event)
    case 'member-edited': return editCustomer(platform, event)
    case 'tag-created': return createTag(platform, event)
    case 'tag-renamed': return renameTag(platform, event)
    case 'tag-deleted': return deleteTag(platform, event)
    case 'tags-reordered': return reorderTags(platform, event)
    case 'member-changed': return changeMember(platform, event)
    case 'member-left': return removeMember(platform, event)
    case 'department-changed': return changeDepartment(platform, event)
    case 'transfer-refused': return refuseTransfer(platform, event)
    case 'mass-confirmed': return confirmMassMessage(platform, event)
    case 'member-mass-sent': return sendOwnMassMessage(platform, event)
    case 'group-created': return createGroup(platform, event)
    case 'group-renamed': return renameGroup(platform, event)
    case 'group-owner-changed': return changeOwner(platform, event)
    case 'group-notice-changed': return changeNotice(platform, event)
    case 'group-joined': return joinGroup(platform, event)
    case 'group-left': return leaveGroup(platform, event)
    case 'group-said': return sayInGroup(platform, event)
    case 'group-dismissed': return dismissGroup(platform, event)
  }
}
