import type { OverLimitContact } from '../../../contract/over-limit.schema.ts'

const channelWords: Record<OverLimitContact['channel'], string> = { chat: '聊天', call: '电话', sms: '短信', parcel: '寄东西', visit: '到店' }
/** How it was done: sent from here, or told afterwards. */
export const howOf = ({ kind, channel }: OverLimitContact): string => kind === 'sent' ? '在这里发的' : `${channelWords[channel]}，事后记的`
