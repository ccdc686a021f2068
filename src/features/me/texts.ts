import type { Role } from '../../../contract/words.ts'

export const roleWords: Record<Role, string> = { rep: '销售', guide: '导购', lead: '主管', operator: '运营', admin: '管理员' }
