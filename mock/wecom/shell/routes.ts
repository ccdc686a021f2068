import { readFile } from 'node:fs/promises'
import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyInstance, type FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { type Platform } from '../platform.ts'
import { chatsOf, groupOf, messagesOf, pendingOf } from './shown.ts'

const files: Record<string, string> = {
  'shell.css': 'text/css; charset=utf-8',
  'panes.css': 'text/css; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  ...Object.fromEntries(['shell', 'dom', 'chat', 'composer', 'client-frame', 'forms', 'actions', 'panels', 'faults'].map(name => [`${name}.js`, 'text/javascript; charset=utf-8'])),
}

/** The shell's page, its files as they are, and what it shows. */
export function registerShell(app: FastifyInstance, platform: Platform): void {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>()
  app.get('/simulator', async (_request, reply) => reply.redirect('/simulator/', 302))
  app.get('/simulator/', async (_request, reply) => sendFile(reply, 'index.html', 'text/html; charset=utf-8'))
  for (const [name, type] of Object.entries(files)) app.get(`/simulator/shell/${name}`, async (_request, reply) => sendFile(reply, name, type))

  app.get('/simulator/shell/members', async () => platform.members.all().filter(member => member.status !== 5).map(({ userid, name, position, hasCustomerContact }) => ({
    userid, name, position, hasCustomerContact, customers: platform.follows.by(0, userid).length,
  })))

  /** What the bar shows all the time; the whole state is heavier. */
  app.get('/simulator/shell/pulse', async () => ({ clock: platform.clock.now().toISOString(), faults: platform.faults }))

  /** Newest conversation first, groups among them; `q` looks in names, remarks and ids. */
  typed.get('/simulator/shell/chats', { schema: { querystring: Type.Object({ member: Type.String(), q: Type.Optional(Type.String()) }) } },
    async ({ query }) => chatsOf(platform, query.member, query.q ?? ''))

  /** `chat` is a customer's id or a group's. */
  typed.get('/simulator/shell/messages', { schema: { querystring: Type.Object({ member: Type.String(), chat: Type.String() }) } },
    async ({ query }) => messagesOf(platform, query.member, query.chat))

  typed.get('/simulator/shell/group', { schema: { querystring: Type.Object({ chat: Type.String() }) } }, async ({ query }, reply) =>
    groupOf(platform, query.chat) ?? reply.code(404).send({ message: '这个群已经解散' }))

  /** What waits for this member to press something: mass messages to send, handovers that the customer may refuse. */
  typed.get('/simulator/shell/pending', { schema: { querystring: Type.Object({ member: Type.String() }) } }, async ({ query }) => pendingOf(platform, query.member))

  app.get('/simulator/shell/tags', async () => platform.tagGroups.all().map(({ group_id, group_name, tag }) => ({
    group_id, group_name, ids: [...tag].sort((a, b) => b.order - a.order).map(({ id }) => id),
  })))

  app.get('/simulator/shell/channels', async () => platform.contactWays.all().map(({ config_id, state, remark, user, party }) => ({ config_id, name: remark || state || config_id, state, user, party })))
}

async function sendFile(reply: FastifyReply, name: string, type: string): Promise<FastifyReply> {
  return reply.type(type).header('cache-control', 'no-store').send(await readFile(new URL(`./${name}`, import.meta.url), 'utf8'))
}
