import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/pushes.endpoints.ts'
import type { PushChoice } from '../../contract/pushes.schema.ts'
import { contactSettings } from '../contact/contact-settings.rules.ts'
import { afterQuiet, atMinute } from '../contact/hours.rules.ts'
import type { Context } from '../context.ts'
import { carers, register } from '../http/register.ts'
import { minuteOfDay } from '../time.ts'
import { pushSettings } from './push-times.rules.ts'
import { getDigestChoice, setDigestChoice } from './pushes.queries.ts'

/** What a member is told through WeCom. */
export function addPushRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.getPushChoice, carers, async ({ viewer }) => choiceOf(context, await getDigestChoice(context.db, viewer.userId)))

  register(app, context, endpoints.changePushChoice, carers, async ({ viewer, body: { digest } }) => {
    await setDigestChoice(context.db, viewer.userId, digest, context.clock.now())
    return choiceOf(context, digest)
  })
}

/** The time as it is kept: never in quiet hours. */
async function choiceOf({ catalogue, clock }: Context, digest: boolean): Promise<PushChoice> {
  const held = await catalogue.current()
  const minute = minuteOfDay(afterQuiet(atMinute(clock.now(), pushSettings(held).digestMinute), contactSettings(held).quiet))
  return { digest, digestAt: `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}` }
}
