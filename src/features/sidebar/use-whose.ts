import { computed } from 'vue'
import { useSidebar } from '../../stores/use-sidebar.ts'

/** Whose customer it is, for who looks at another member's (a lead, an operator) and must not speak to her as her rep; empty for who follows her. */
export function useWhose() {
  const { sidebar } = useSidebar()
  return computed(() => {
    if (!sidebar.value || sidebar.value.profile.isFollowedByMe) return ''
    const { profile: { ownerName }, session: { role } } = sidebar.value
    const who = ownerName ? `${ownerName}的客户，话由本人发` : '还没人跟的客户，请主管分配后再联系'
    return role === 'operator' ? `${who}；这里只看。` : `${who}；可看、记一笔、办售后。`
  })
}
