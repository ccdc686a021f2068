import { channels } from '../../catalogue/catalogue.ts'

/** Label of a contact way's state; undefined: no channel code. */
export function channelLabel(state: string): string | undefined {
  return channels.find(channel => channel.state === state)?.label
}
