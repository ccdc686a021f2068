import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../server/app.ts'
import type { Context } from '../../server/context.ts'
import { sessionCookie } from '../../server/session/cookie.ts'
import type { Simulator } from '../wecom/simulator.ts'
import type { WorldAct } from '../world/acts.ts'
import type { DemoClock } from './demo-clock.ts'

/** How many customers' histories are played side by side: the database works while we prepare the next. */
const laneCount = 6
/** How often an act is tried while the database can't be reached; each try waits for it itself. */
const mostTries = 10

/**
 * Plays the world's history through the product's own API, each act by its member on its day: what the demo shows is what
 * the product's rules made of it. A customer's acts keep their order; each lane has a clock of its own, set to the day of its act.
 * Throws with the act and the answer when one is refused.
 */
export async function playActs(context: Context, simulator: Simulator, clock: Pick<DemoClock, 'pretend'>, acts: readonly WorldAct[], lanes = laneCount): Promise<void> {
  const histories = [...groupByCustomer(acts.filter(act => act.kind !== 'lost'))]
  await Promise.all(Array.from({ length: lanes }, () => playLane(context, histories)))
  try {
    for (const act of acts.filter(({ kind }) => kind === 'lost')) {
      clock.pretend(new Date(act.at))
      await simulator.emit({ kind: 'customer-deleted-us', userid: act.userId, external_userid: act.externalUserId })
      await simulator.settled()
    }
  }
  finally {
    clock.pretend(null)
  }
}

async function playLane(context: Context, histories: WorldAct[][]): Promise<void> {
  let now = new Date(0)
  const app = await buildApp({ ...context, clock: { now: () => now } })
  await app.ready()
  const player = new Player(app, context.config.publicUrl)
  for (let history = histories.pop(); history; history = histories.pop()) {
    for (const act of history) {
      now = new Date(act.at)
      await player.play(act)
    }
  }
  await app.close()
}

function groupByCustomer(acts: readonly WorldAct[]): Iterable<WorldAct[]> {
  const groups = new Map<string, WorldAct[]>()
  for (const act of acts) {
    const group = groups.get(act.externalUserId)
    if (group) group.push(act)
    else groups.set(act.externalUserId, [act])
  }
  return groups.values()
}

class Player {
  /** The newest touch and the open case of each customer, for the acts that answer them. */
  private readonly touchOf = new Map<string, string>()
  private readonly caseOf = new Map<string, string>()
  private readonly answerOf = new Map<string, string>()
  private readonly app: FastifyInstance
  private readonly publicUrl: string

  constructor(app: FastifyInstance, publicUrl: string) {
    this.app = app
    this.publicUrl = publicUrl
  }

  async play(act: WorldAct): Promise<void> {
    const customer = `/api/customers/${act.externalUserId}`
    switch (act.kind) {
      case 'send': return this.send(act)
      case 'answer': return this.answer(act)
      case 'touch': {
        const { touchId } = await this.call(act, 'POST', `${customer}/touches`, { channel: act.channel, note: act.note, overLimitReason: 'other' })
        this.touchOf.set(act.externalUserId, touchId as string)
        return
      }
      case 'reply': {
        const touchId = this.touchOf.get(act.externalUserId)
        if (touchId) await this.call(act, 'PATCH', `/api/touches/${touchId}`, { reply: act.reply })
        return
      }
      case 'note': await this.call(act, 'POST', `${customer}/notes`, { text: act.text, kind: act.noteKind }); return
      case 'case_opened': {
        const { caseId } = await this.call(act, 'POST', `${customer}/cases`, { kind: act.caseKind, summary: act.summary })
        this.caseOf.set(act.externalUserId, caseId as string)
        return
      }
      case 'case_means': await this.changeCase(act, { means: act.means, note: act.note, ...(act.amountFen !== undefined && { amountFen: act.amountFen }) }); return
      case 'case_closed': await this.changeCase(act, { closed: true, note: act.note }); return
      case 'promise': await this.call(act, 'POST', `${customer}/reminders`, { text: act.text, dueAt: act.dueAt }); return
      case 'supply': await this.call(act, 'POST', `${customer}/supply`, { leftDays: act.leftDays }); return
      case 'profile': {
        const { region, ageBand, optOut } = act
        await this.call(act, 'PATCH', customer, { region, ageBand, optOut })
        return
      }
      case 'lost': return
    }
  }

  private async send(act: Extract<WorldAct, { kind: 'send' }>): Promise<void> {
    const { sendId } = await this.call(act, 'POST', `/api/customers/${act.externalUserId}/sends`, {
      // Where the rules ask for a reason, the rep of the story gives one; where they don't, it is not kept.
      scriptId: act.scriptId, text: act.text, questionKey: act.questionKey, overLimitReason: act.overLimitReason ?? 'other', wordsAccepted: true,
    })
    const { touchId } = await this.call(act, 'POST', `/api/sends/${sendId as string}/outcome`, { outcome: 'sent' })
    this.touchOf.set(act.externalUserId, touchId as string)
    if (act.questionKey) {
      const { answers } = await this.call(act, 'GET', `/api/customers/${act.externalUserId}/answers`)
      this.rememberAnswers(act.externalUserId, answers)
    }
  }

  private async answer(act: Extract<WorldAct, { kind: 'answer' }>): Promise<void> {
    const { answers } = await this.call(act, 'POST', `/api/customers/${act.externalUserId}/answers`, {
      questionKey: act.questionKey, questionVersion: act.questionVersion, state: act.state, ...(act.source && { source: act.source }), options: act.options, note: act.note,
      basedOn: this.answerOf.get(`${act.externalUserId} ${act.questionKey}`) ?? null,
    })
    this.rememberAnswers(act.externalUserId, answers)
  }

  private rememberAnswers(customer: string, answers: unknown): void {
    for (const { questionKey, answerId } of answers as { questionKey: string, answerId: string }[]) this.answerOf.set(`${customer} ${questionKey}`, answerId)
  }

  private async changeCase(act: WorldAct, body: object): Promise<void> {
    const caseId = this.caseOf.get(act.externalUserId)
    if (caseId) await this.call(act, 'PATCH', `/api/cases/${caseId}`, body)
  }

  private async call(act: WorldAct, method: 'GET' | 'POST' | 'PATCH', url: string, body?: object): Promise<Record<string, unknown>> {
    const session = this.app.createSecureSession({ userId: act.userId, signedInAt: Date.parse(act.at) })
    const ask = () => this.app.inject({
      method, url, headers: { origin: this.publicUrl }, cookies: { [sessionCookie]: this.app.encodeSecureSession(session) }, ...(body && { payload: body }),
    })
    let reply = await ask()
    // On a machine that has much else to do a connection may take longer to open than a server waits: nothing has happened then.
    for (let again = 0; again < mostTries && reply.statusCode === 503; again += 1) reply = await ask()
    if (reply.statusCode >= 300) throw new Error(`The demo world's act was refused: ${JSON.stringify(act)}\n→ ${reply.statusCode} ${reply.body}`)
    return reply.body ? reply.json() as Record<string, unknown> : {}
  }
}
