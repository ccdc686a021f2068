import type { CorpTagGroup, Department, Member } from '../wecom/company.ts'

/** Reps and guides that hold customers, with their share of the procedural ones. */
export const holders = [
  { userid: 'rep-chen', share: 95 }, { userid: 'rep-wu', share: 90 }, { userid: 'rep-qian', share: 90 }, { userid: 'rep-zhou', share: 85 },
  { userid: 'rep-sun', share: 80 }, { userid: 'rep-zheng', share: 75 }, { userid: 'guide-fang', share: 35 }, { userid: 'guide-deng', share: 25 },
] as const

/** The company's root (every WeCom company has one), two sales departments with a lead each, and the store under the second. */
export const departments: Department[] = [
  { id: 1, name: '澄禾滋补', parentid: 0, order: 100, department_leader: [] },
  { id: 2, name: '私域一部', parentid: 1, order: 90, department_leader: ['lead-lin'] },
  { id: 3, name: '私域二部', parentid: 1, order: 80, department_leader: ['lead-song'] },
  { id: 4, name: '滨江门店', parentid: 3, order: 70, department_leader: [] },
]

const member = (userid: string, name: string, department: number, position: string, lead = ''): Member => ({
  userid, name, department: [department], is_leader_in_dept: [position === '主管' ? 1 : 0],
  direct_leader: lead ? [lead] : [], position, status: 1, hasCustomerContact: lead !== '' || position === '主管',
})

export const members: Member[] = [
  member('lead-lin', '林静怡', 2, '主管'),
  member('lead-song', '宋卫东', 3, '主管'),
  member('rep-chen', '陈雨桐', 2, '私域销售', 'lead-lin'),
  member('rep-zhou', '周晓燕', 2, '私域销售', 'lead-lin'),
  member('rep-wu', '吴佳宁', 2, '私域销售', 'lead-lin'),
  member('rep-qian', '钱思远', 3, '私域销售', 'lead-song'),
  member('rep-sun', '孙丽娟', 3, '私域销售', 'lead-song'),
  member('rep-zheng', '郑明', 3, '私域销售', 'lead-song'),
  member('guide-fang', '方慧', 4, '导购', 'lead-song'),
  member('guide-deng', '邓洁', 4, '导购', 'lead-song'),
  member('operator-he', '何文博', 1, '运营'),
  member('admin-xu', '徐立', 1, '管理员'),
]

export const nameOfMember = Object.fromEntries(members.map(m => [m.userid, m.name])) as Record<string, string>

const tagged = { likes: ['燕窝', '花胶', '海参', '参类', '阿胶', '奶粉'], who: ['自用', '给长辈', '孕期', '送礼'], manner: ['爱聊天', '话少', '要发票', '怕打扰'] }

/** Corporate tags as such companies keep them. `createdAt`: seconds since 1970. */
export function tagGroupsAt(createdAt: number): CorpTagGroup[] {
  const group = (id: string, name: string, order: number, names: readonly string[]): CorpTagGroup => ({
    group_id: `etDemoGroup${id}`, group_name: name, order, create_time: createdAt,
    tag: names.map((tag, i) => ({ id: `etDemoTag${id}${i + 1}`, name: tag, order: names.length - i, create_time: createdAt })),
  })
  return [group('A', '常吃的', 30, tagged.likes), group('B', '给谁吃', 20, tagged.who), group('C', '习惯', 10, tagged.manner)]
}

/** Id of a tag by its name. */
export function tagIdOf(name: string): string {
  const at = Object.values(tagged).map((names, i) => [i, names.indexOf(name)] as const).find(([, position]) => position >= 0)
  if (!at) throw new Error(`no tag ${name}`)
  return `etDemoTag${'ABC'[at[0]]}${at[1] + 1}`
}
