import type { FaultsBody } from '../../../mock/wecom/faults.ts'
import type { SimulatorEvent } from '../../../mock/wecom/events.ts'

export interface SentMessage { member: string, customer: string, msgtype: string, content: string, at: string }
export interface SimulatorState { clock: string, sent: SentMessage[], calls: { path: string, errcode: number | string, body: { remark?: string } }[] }

/** What the test does outside the page: what happened in the platform, and what goes wrong. */
export function simulatorAt(origin: string) {
  async function post(path: string, body: object): Promise<void> {
    const answer = await fetch(`${origin}/simulator/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  const state = async (): Promise<SimulatorState> => await (await fetch(`${origin}/simulator/state`)).json() as SimulatorState
  return {
    state,
    /** Moves the clock of simulator and server on, and lets the night's work run. */
    passTime: (advanceMs: number) => post('clock', { advanceMs }),
    event: (event: SimulatorEvent) => post('events', event),
    faults: (faults: FaultsBody) => post('faults', faults),
    noFaults: () => post('faults', {}),
    /** What the app has put into the chat with this customer, oldest first. */
    sentTo: async (customer: string) => (await state()).sent.filter(message => message.customer === customer).map(({ content }) => content),
  }
}
