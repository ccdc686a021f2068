import type { FastifyInstance } from 'fastify'
import * as endpoints from '../../contract/bulk.endpoints.ts'
import { familyOptions } from '../catalogue/families.rules.ts'
import type { Context } from '../context.ts'
import { register } from '../http/register.ts'
import { listTags } from '../tags/tags.queries.ts'
import { bulkList, bulkRecipients, bulkResult } from './bulk-results.ts'
import { chooseCustomers } from './choose-bulk.queries.ts'
import { changeTasks, taskList } from './personal-tasks.ts'
import { previewBulk, sendBulk } from './send-bulk.ts'

/** A lead reaches the customers of the team, an operator and an admin everybody's. */
const senders = ['lead', 'operator', 'admin'] as const
/** One mass message takes so many (contract: bulk.schema.ts). */
const mostCustomers = 5000

export function addBulkRoutes(app: FastifyInstance, context: Context): void {
  register(app, context, endpoints.getBulkTags, senders, async () => ({ families: familyOptions((await context.catalogue.current()).settings).map(({ value, label }) => ({ key: value, label })), groups: groupsOf(await listTags(context.db)) }))
  register(app, context, endpoints.chooseBulkCustomers, senders, ({ viewer, body }) => chooseCustomers(context.db, viewer, body, { now: context.clock.now(), most: mostCustomers }))
  register(app, context, endpoints.previewBulk, senders, ({ viewer, body }) => previewBulk(context, viewer, body))
  register(app, context, endpoints.sendBulk, senders, ({ viewer, body }) => sendBulk(context, viewer, body))
  register(app, context, endpoints.listBulk, senders, ({ viewer, query }) => bulkList(context, viewer, query))
  register(app, context, endpoints.getBulk, senders, ({ viewer, params }) => bulkResult(context, viewer, params.bulkId))
  register(app, context, endpoints.listBulkRecipients, senders, ({ viewer, params, query }) => bulkRecipients(context, viewer, params.bulkId, query))
  register(app, context, endpoints.listPersonalTasks, senders, ({ viewer, params, query }) => taskList(context, viewer, params.bulkId, query))
  register(app, context, endpoints.changePersonalTasks, senders, ({ viewer, params, body }) => changeTasks(context, viewer, params.bulkId, body.withdrawn))
}

interface Tag { tagId: string, name: string, groupId: string, groupName: string }
const groupsOf = (tags: readonly Tag[]) => [...new Map(tags.map(({ groupId, groupName }) => [groupId, groupName]))]
  .map(([groupId, name]) => ({ groupId, name, tags: tags.filter(tag => tag.groupId === groupId).map(({ tagId, name: tagName }) => ({ tagId, name: tagName })) }))
