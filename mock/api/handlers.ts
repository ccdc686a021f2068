import { bulkHandlers } from './handlers/bulk.ts'
import { contactSettingsHandlers } from './handlers/contact-settings.ts'
import { contactHandlers } from './handlers/contact.ts'
import { customerHandlers } from './handlers/customer.ts'
import { importHandlers } from './handlers/imports.ts'
import { overLimitHandlers } from './handlers/over-limit.ts'
import { productHandlers } from './handlers/products.ts'
import { pushHandlers } from './handlers/pushes.ts'
import { queueHandlers } from './handlers/queue.ts'
import { orderHandlers } from './handlers/orders.ts'
import { sourceHandlers } from './handlers/sources.ts'
import { tagHandlers } from './handlers/tags.ts'
import { talkHandlers } from './handlers/talk.ts'
import { holdoutHandlers } from './handlers/holdout.ts'
import { ruleHandlers } from './handlers/rules.ts'
import { welcomeHandlers } from './handlers/welcomes.ts'
import type { MockHandler } from './mock.ts'
import type { MockState } from './state.ts'

/** A handler for every endpoint of the contract over one remembered customer. */
export const handlers = (state: MockState): MockHandler[] => [
  ...customerHandlers(state), ...orderHandlers(state), ...talkHandlers(state), ...tagHandlers(state), ...contactHandlers(state), ...queueHandlers(state), ...pushHandlers(),
  ...importHandlers(state), ...productHandlers(state), ...sourceHandlers(state), ...welcomeHandlers(state), ...ruleHandlers(state), ...holdoutHandlers(), ...bulkHandlers(state), ...contactSettingsHandlers(state), ...overLimitHandlers(state),
]
