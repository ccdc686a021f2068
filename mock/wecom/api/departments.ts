import { type Department } from '../company.ts'
import { PlatformError } from '../platform-error.ts'
import { type Platform } from '../platform.ts'
import { visibleDepartmentIds } from '../visibility.ts'
import { type ApiEndpoint } from './endpoint.ts'
import { subtree } from './members.ts'

/** wecom.md §2.4. Leaders are named by department/list and department/get, only ids by simplelist. */
export const departmentEndpoints: ApiEndpoint[] = [
  { method: 'GET', path: 'department/list', handle: ({ platform, query }) => ({ department: listed(platform, query).map(shown) }) },
  {
    method: 'GET',
    path: 'department/simplelist',
    handle: ({ platform, query }) => ({ department_id: listed(platform, query).map(({ id, parentid, order }) => ({ id, parentid, order })) }),
  },
  {
    method: 'GET',
    path: 'department/get',
    handle: ({ platform, query }) => {
      const [department] = listed(platform, query)
      if (!query.id || !department) throw new PlatformError(60123)
      return { department: shown(department) }
    },
  },
]

function listed(platform: Platform, query: Record<string, string>): Department[] {
  const visible = visibleDepartmentIds(platform)
  const all = platform.departments.all().filter(({ id }) => visible.has(id))
  if (!query.id) return all
  const id = Number(query.id)
  if (!Number.isInteger(id)) throw new PlatformError(60123)
  const top = platform.departments.get(query.id)
  if (!top) throw new PlatformError(60003)
  if (!visible.has(id)) throw new PlatformError(60011)
  const below = subtree(platform, id)
  return [top, ...all.filter(department => department.id !== id && below.has(department.id))]
}

function shown({ id, name, parentid, order, department_leader }: Department): object {
  return { id, name, name_en: '', department_leader, parentid, order }
}
