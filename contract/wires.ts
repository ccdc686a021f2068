/** Every endpoint with its schemas: the server's routes, the OpenAPI document and the contract test read this. Never imported by `src`. */
import * as bulk from './bulk.endpoints.ts'
import * as bulkWires from './bulk.schema.ts'
import * as cases from './cases.endpoints.ts'
import * as casesWires from './cases.schema.ts'
import * as contactSettings from './contact-settings.endpoints.ts'
import * as contactSettingsWires from './contact-settings.schema.ts'
import * as customers from './customers.endpoints.ts'
import * as customersWires from './customers.schema.ts'
import type { Endpoint, Wire } from './endpoint.ts'
import * as holdout from './holdout.endpoints.ts'
import * as holdoutWires from './holdout.schema.ts'
import * as imports from './imports.endpoints.ts'
import * as importsWires from './imports.schema.ts'
import * as joins from './joins.endpoints.ts'
import * as joinsWires from './joins.schema.ts'
import * as notes from './notes.endpoints.ts'
import * as notesWires from './notes.schema.ts'
import * as orders from './orders.endpoints.ts'
import * as ordersWires from './orders.schema.ts'
import * as overLimit from './over-limit.endpoints.ts'
import * as overLimitWires from './over-limit.schema.ts'
import * as products from './products.endpoints.ts'
import * as productsWires from './products.schema.ts'
import * as pushes from './pushes.endpoints.ts'
import * as pushesWires from './pushes.schema.ts'
import * as questions from './questions.endpoints.ts'
import * as questionsWires from './questions.schema.ts'
import * as reminders from './reminders.endpoints.ts'
import * as remindersWires from './reminders.schema.ts'
import * as rules from './rules.endpoints.ts'
import * as rulesWires from './rules.schema.ts'
import * as scripts from './scripts.endpoints.ts'
import * as scriptsWires from './scripts.schema.ts'
import * as sends from './sends.endpoints.ts'
import * as sendsWires from './sends.schema.ts'
import * as session from './session.endpoints.ts'
import * as sessionWires from './session.schema.ts'
import * as sources from './sources.endpoints.ts'
import * as sourcesWires from './sources.schema.ts'
import * as tags from './tags.endpoints.ts'
import * as tagsWires from './tags.schema.ts'
import * as team from './team.endpoints.ts'
import * as teamWires from './team.schema.ts'
import * as touches from './touches.endpoints.ts'
import * as touchesWires from './touches.schema.ts'
import * as webhooks from './webhooks.endpoints.ts'
import * as webhooksWires from './webhooks.schema.ts'
import * as welcomes from './welcomes.endpoints.ts'
import * as welcomesWires from './welcomes.schema.ts'

const endpoints: Record<string, Endpoint> = {
  ...welcomes,
  ...session, ...customers, ...questions, ...tags, ...joins, ...notes, ...orders, ...scripts, ...sends, ...touches, ...cases, ...reminders, ...rules, ...holdout, ...imports, ...sources, ...webhooks, ...team,
  ...pushes, ...products, ...bulk, ...contactSettings, ...overLimit,
}
const schemas: Record<string, unknown> = {
  ...welcomesWires,
  ...sessionWires, ...customersWires, ...questionsWires, ...tagsWires, ...joinsWires, ...notesWires, ...ordersWires, ...scriptsWires, ...sendsWires, ...touchesWires,
  ...casesWires, ...remindersWires, ...rulesWires, ...holdoutWires, ...importsWires, ...sourcesWires, ...webhooksWires, ...teamWires,
  ...pushesWires, ...productsWires, ...bulkWires, ...contactSettingsWires, ...overLimitWires,
}

export interface WiredEndpoint { endpoint: Endpoint, wire: Wire }

/** Sorted by name. Throws when an endpoint has no `<name>Wire` beside it. */
export const wires: readonly WiredEndpoint[] = Object.values(endpoints)
  .map((endpoint) => {
    const wire = schemas[`${endpoint.name}Wire`]
    if (!wire) throw new Error(`contract: ${endpoint.name} has no ${endpoint.name}Wire in its schema file`)
    return { endpoint, wire: wire as Wire }
  })
  .sort((a, b) => a.endpoint.name.localeCompare(b.endpoint.name))

export function wireOf(endpoint: Endpoint): Wire {
  const found = wires.find(wired => wired.endpoint.name === endpoint.name)
  if (!found) throw new Error(`contract: ${endpoint.name} is not in contract/wires.ts`)
  return found.wire
}
