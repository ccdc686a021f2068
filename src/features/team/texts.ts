import type { OverLimitContact } from '../../../contract/over-limit.schema.ts'
import type { OverLimitReason } from '../../../contract/words.ts'
import { overLimitWords } from '../../ui/reason-words.ts'

const channelWords: Record<OverLimitContact['channel'], string> = { chat: '聊天', call: '电话', sms: '短信', parcel: '寄东西', visit: '到店' }
/** How it was done: sent from here, or told afterwards. */
export const howOf = ({ kind, channel }: OverLimitContact): string => kind === 'sent' ? '在这里发的' : `${channelWords[channel]}，事后记的`

/** The reason that an address names; null: none of ours. */
export const overLimitReasonOf = (named: unknown): OverLimitReason | null => (Object.keys(overLimitWords) as OverLimitReason[]).find(reason => reason === named) ?? null
